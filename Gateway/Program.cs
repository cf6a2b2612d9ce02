using System.CommandLine;
using Warehouse.Cli;
using Warehouse.Hosting;

var root = new RootCommand("The gateway of a Warehouse cluster. Without a verb it serves the HTTP API until it is stopped; the verbs are the operator's.")
{
    TreatUnmatchedTokensAsErrors = false,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    var builder = WebApplication.CreateBuilder([.. parsed.UnmatchedTokens]);
    builder.Configuration.AddLocalCluster("gateway.json");
    builder.AddStopWithParent();
    builder.AddWarehouseClient();
    var app = builder.Build();
    app.MapGet("/healthz", () => Results.Text("ok"));
    app.MapGet("/readyz", () => Results.Text("ready"));
    await app.RunAsync();
});
OperatorCommands.AddTo(root);
return await OperatorCommands.InvokeAsync(root, args);
