using System.CommandLine;
using Warehouse.Hosting;
using Warehouse.Operations;

var root = new RootCommand("The gateway of a Warehouse cluster: serves the HTTP API until it is stopped.") { TreatUnmatchedTokensAsErrors = false };
root.SetAction((parsed, cancellationToken) => GatewayHost.RunAsync([.. parsed.UnmatchedTokens], cancellationToken));
root.Subcommands.Add(HealthCommand.Create("gateway.json", GatewayHost.OperationsPortByDefault));
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
