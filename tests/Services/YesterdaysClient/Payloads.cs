using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Serialization;
using Warehouse.Contracts;
using Warehouse.Warehouses;

namespace YesterdaysClient;

/// <summary>Contracts over standard input and output, one a line: name, bytes in Base64, and the same as JSON.</summary>
internal static class Payloads
{
    public static int Write(TextWriter output)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        foreach (var type in Sample.ContractsOf(typeof(IWarehouseGrain).Assembly))
        {
            var sample = Sample.Of(type);
            output.WriteLine(
                $"{type.FullName} {Convert.ToBase64String(serializer.SerializeToArray<object>(sample))} "
                + $"{JsonSerializer.Serialize(sample, type)}");
        }

        return 0;
    }

    public static int Read(TextReader input, TextWriter output)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        while (input.ReadLine() is { } line)
        {
            var parts = line.Split(' ', 3);
            var read = serializer.Deserialize<object>(Convert.FromBase64String(parts[1]));
            output.WriteLine($"{read!.GetType().FullName} {JsonSerializer.Serialize(read, read.GetType())}");
        }

        return 0;
    }
}
