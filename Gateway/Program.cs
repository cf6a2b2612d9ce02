using Warehouse.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.Configuration.AddLocalCluster("gateway.json");
builder.AddStopWithParent();
builder.AddWarehouseClient();
var app = builder.Build();
app.MapGet("/healthz", () => Results.Text("ok"));
app.MapGet("/readyz", () => Results.Text("ready"));
await app.RunAsync();
