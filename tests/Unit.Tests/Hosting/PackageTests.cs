using System.Text.Json;
using Warehouse.Warehouses;

namespace Warehouse.Hosting;

/// <summary>What a service gets with the client package.</summary>
public sealed class PackageTests
{
    [Fact]
    public void It_needs_nothing_of_the_Orleans_server_and_nothing_of_ASP_NET()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Warehouse.Grains.Abstractions.assets.json");
        using var assets = JsonDocument.Parse(File.ReadAllText(file));
        var packages = assets.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject().Select(
            package => package.Name.Split('/')[0]).ToList();
        Assert.Contains("Microsoft.Orleans.Core", packages);
        Assert.DoesNotContain("Microsoft.Orleans.Runtime", packages);
        Assert.DoesNotContain("Microsoft.Orleans.Server", packages);

        // Orleans' own abstraction of a connection bears ASP.NET's name and is no part of the framework.
        Assert.DoesNotContain(
            packages,
            package => package.StartsWith(
                "Microsoft.AspNetCore.", StringComparison.Ordinal) && package != "Microsoft.AspNetCore.Connections.Abstractions");
        Assert.DoesNotContain(
            typeof(IWarehouseGrain).Assembly.GetReferencedAssemblies(),
            assembly => assembly.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }
}
