using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Warehouse.Hosting;

// A silo by itself, on 127.0.0.1, that knows the contracts of a frozen package and keeps jobs in memory.
var builder = Host.CreateApplicationBuilder(args);
builder.AddStopWithParent();
builder.UseOrleans(silo => silo.UseLocalhostClustering(
    builder.Configuration.GetValue<int>("Silo:Port"),
    builder.Configuration.GetValue<int>("Silo:GatewayPort"),
    serviceId: ClusterIdentity.Default,
    clusterId: ClusterIdentity.Default));
await builder.Build().RunAsync();
