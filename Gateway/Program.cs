using System.CommandLine;
using Warehouse.Hosting;

var root = new RootCommand("The HTTP gateway of the Warehouse cluster. Without a verb it serves until it is stopped.")
{
    TreatUnmatchedTokensAsErrors = false,
};
root.SetAction((parsed, cancellationToken) => GatewayHost.RunAsync([.. parsed.UnmatchedTokens], cancellationToken));
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
