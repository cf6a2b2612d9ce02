using System.CommandLine;
using Warehouse.Cli;
using Warehouse.Hosting;
using Warehouse.Operations;

var root = new RootCommand("The gateway of a Warehouse cluster. Without a verb it serves the HTTP API until it is stopped; the verbs are the operator's.")
{
    TreatUnmatchedTokensAsErrors = false,
};
root.SetAction((parsed, cancellationToken) => GatewayHost.RunAsync([.. parsed.UnmatchedTokens], cancellationToken));
OperatorCommands.AddTo(root);
root.Subcommands.Add(HealthCommand.Create("gateway.json", GatewayHost.OperationsPortByDefault));
return await OperatorCommands.InvokeAsync(root, args);
