using System.Collections;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Warehouse.Contracts;

/// <summary>
/// Every contract goes over the wire inside collections and comes back the same; 10.2 and 10.3 had codecs that did not do that for types
/// of other assemblies.
/// </summary>
public sealed class ContractTests
{
    // What other services see, and what silos say to each other: during an upgrade both cross versions.
    private static readonly Assembly[] Assemblies = [typeof(Warehouses.IWarehouseGrain).Assembly, typeof(Jobs.JobOptions).Assembly];

    public static TheoryData<Type> Contracts => [.. Assemblies.SelectMany(Sample.ContractsOf)];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void It_survives_the_wire_inside_a_list(Type contract)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(contract))!;
        list.Add(Sample.Of(contract));
        var serializer = services.GetRequiredService<Serializer>();
        var back = serializer.Deserialize<object>(serializer.SerializeToArray<object>(list));
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(list), System.Text.Json.JsonSerializer.Serialize(back));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void It_has_an_alias_so_that_it_may_move(Type contract) => Assert.NotNull(contract.GetCustomAttribute<AliasAttribute>());

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Every_member_that_is_stored_in_it_has_an_id(Type contract) => Assert.All(
        contract.GetProperties().Where(property => property.CanWrite && !contract.IsEnum),
        property => Assert.True(property.GetCustomAttribute<IdAttribute>() is not null, $"{contract.Name}.{property.Name}"));

    [Fact]
    public void An_exception_that_crosses_the_wire_has_an_alias()
    {
        var exceptions = Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => typeof(Exception).IsAssignableFrom(type) && type.IsDefined(typeof(GenerateSerializerAttribute)));
        Assert.All(exceptions, type => Assert.NotNull(type.GetCustomAttribute<AliasAttribute>()));
    }

    [Fact]
    public void Every_grain_interface_and_method_has_an_alias()
    {
        var interfaces = Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)).ToList();
        Assert.Contains(interfaces, type => type.IsNotPublic);
        Assert.All(interfaces, type => Assert.NotNull(type.GetCustomAttribute<AliasAttribute>()));
        Assert.All(
            interfaces.SelectMany(type => type.GetMethods()),
            method => Assert.True(method.GetCustomAttribute<AliasAttribute>() is not null, method.Name));
    }
}
