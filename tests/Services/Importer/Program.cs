using Importer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Warehouse.Hosting;

// Copies one table into a project's warehouse and ends: 0 when every row is there, 1 when not. Settings come from the environment.
var builder = Host.CreateApplicationBuilder(args);
builder.AddWarehouseClient();
builder.Services.AddSingleton(
    builder.Configuration.GetSection("Importer").Get<ImportSettings>() ?? throw new InvalidOperationException("Importer__… is not set."));
builder.Services.AddSingleton<TableImport>();
using var host = builder.Build();
await host.StartAsync();
var hasSucceeded = await host.Services.GetRequiredService<TableImport>().RunAsync(
    host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
await host.StopAsync();
return hasSucceeded ? 0 : 1;
