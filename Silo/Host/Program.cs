using System.CommandLine;
using Warehouse.Hosting;
using Warehouse.Migrations;
using Warehouse.Operations;

var root = new RootCommand("A silo of the Warehouse cluster. Without a verb it runs until it is stopped.")
{
    TreatUnmatchedTokensAsErrors = false,
};
root.SetAction((parsed, cancellationToken) => SiloHost.RunAsync([.. parsed.UnmatchedTokens], cancellationToken));
root.Subcommands.Add(MigrateCommand.Create());
root.Subcommands.Add(HealthCommand.Create("silo.json", SiloHost.OperationsPortByDefault));
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
