using System.Reflection;
using Warehouse.Backfills;

namespace Warehouse.Layers;

/// <summary>
/// Who may know whom. A room is a folder of <c>Grains</c>, and with it the namespace of the same name. Contracts of the client package are
/// everybody's.
/// </summary>
public sealed class LayerTests
{
    private static readonly Assembly Grains = typeof(BackfillGrain).Assembly;

    /// <summary>What every room may know. They know nothing but one another.</summary>
    private static readonly string[] Common = ["Failpoints", "Reminders", "Storage", "Telemetry"];

    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Access"] = ["Registry"],
        ["Audit"] = ["Access", "Registry"],
        ["Backfills"] = ["Jobs", "ObjectStore", "Servers", "Tables", "Warehouses"],
        ["Jobs"] = ["Usage"],
        ["ObjectStore"] = [],
        ["Organizations"] = ["Jobs", "Registry", "Teams"],
        ["PropertyValues"] = ["Jobs", "Servers", "Tables", "Warehouses"],
        ["Registry"] = [],
        ["Servers"] = [],
        ["Tables"] = ["Servers"],
        ["Teams"] = ["Backfills", "Jobs", "Registry"],
        ["Usage"] = [],
        ["Warehouses"] = ["ObjectStore", "Servers"],
    };

    /// <summary>Our assemblies, and which of the others each may use.</summary>
    private static readonly Dictionary<string, string[]> Assemblies = new()
    {
        ["Warehouse.Grains.Abstractions"] = [],
        ["Warehouse.Hosting"] = ["Warehouse.Grains.Abstractions"],
        ["Warehouse.Gateway"] = ["Warehouse.Grains.Abstractions", "Warehouse.Hosting"],
        ["warehouse"] = ["Warehouse.Grains.Abstractions", "Warehouse.Hosting"],
        ["Warehouse.Grains"] = ["Warehouse.Grains.Abstractions"],
        ["Warehouse.Silo"] = ["Warehouse.Grains", "Warehouse.Grains.Abstractions", "Warehouse.Hosting"],
    };

    [Fact]
    public void A_room_knows_only_the_rooms_below_it()
    {
        var found =
            from type in Grains.GetTypes()
            let room = RoomOf(type)
            where room is not null && room != "Hosting"
            from reference in References.Of(type)
            let other = reference.Assembly == Grains ? RoomOf(reference) : null
            where other is not null && other != room && !Allowed(room).Contains(other)
            select $"{type.FullName} knows {reference.FullName}: {room} may know {string.Join(", ", Allowed(room))}";
        Assert.Empty(found);
    }

    [Fact]
    public void The_rooms_have_an_order()
    {
        var left = MayKnow.Keys.ToHashSet();
        while (left.RemoveWhere(room => !MayKnow[room].Any(left.Contains)) > 0)
        {
        }

        Assert.True(left.Count == 0, $"These know one another: {string.Join(", ", left)}");
    }

    [Fact]
    public void Every_room_is_in_the_list() => Assert.Equal(
        MayKnow.Keys.Concat(Common).Append("Hosting").Order(StringComparer.Ordinal),
        Grains.GetTypes().Select(RoomOf).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void The_gateway_and_the_verbs_know_the_contracts_and_not_the_grains()
    {
        foreach (var (name, allowed) in Assemblies)
        {
            var used = Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!)
                .Where(reference => reference == "warehouse" || reference.StartsWith("Warehouse.", StringComparison.Ordinal));
            Assert.True(!used.Except(allowed).Any(), $"{name} uses {string.Join(", ", used.Except(allowed))}");
        }
    }

    [Theory]
    [InlineData(typeof(InABody))]
    [InlineData(typeof(InAnAsyncBody))]
    [InlineData(typeof(InASignature))]
    [InlineData(typeof(InAnAttribute))]
    [InlineData(typeof(InAConstraint<>))]
    public void A_reference_is_found_wherever_it_stands(Type type) => Assert.Contains(
        typeof(Told), References.Of(type).Concat(type.GetNestedTypes(BindingFlags.NonPublic).SelectMany(References.Of)));

    private static string[] Allowed(string room) => [.. MayKnow.GetValueOrDefault(room, []), .. Common];

    private static string? RoomOf(Type type) =>
        type.Namespace?.Split('.') is ["Warehouse", var room, ..] ? room : null;

    private abstract class Told
    {
        public static int Number() => 1;
    }

    [AttributeUsage(AttributeTargets.Class)]
    private sealed class SaysAttribute(Type type) : Attribute
    {
        public Type Type { get; } = type;
    }

    private sealed class InABody
    {
        public static int Ask() => Told.Number() + 1;
    }

    private sealed class InAnAsyncBody
    {
        public static async Task<int> AskAsync()
        {
            await Task.Yield();
            return Told.Number();
        }
    }

    private sealed class InASignature
    {
        public static void Take(IReadOnlyList<Told[]> told) => _ = told;
    }

    [Says(typeof(Told))]
    private sealed class InAnAttribute;

    private sealed class InAConstraint<T>
        where T : Told;
}
