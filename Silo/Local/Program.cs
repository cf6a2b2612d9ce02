using System.CommandLine;
using Warehouse.Local;

var root = LocalCommand.Create();
root.Subcommands.Add(DemoData.CreateCommand());
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
