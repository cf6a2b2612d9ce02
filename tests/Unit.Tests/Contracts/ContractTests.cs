using System.Collections;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Warehouse.Contracts;

/// <summary>
/// Every contract goes over the wire inside collections and comes back the same; 10.2 and 10.3 had codecs that did not do that for types
/// of other assemblies.
/// </summary>
public sealed class ContractTests
{
    private static readonly Assembly Abstractions = typeof(Warehouses.IWarehouseGrain).Assembly;

    public static TheoryData<Type> Contracts => [.. Abstractions.GetExportedTypes()
        .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !type.IsAbstract && !typeof(Exception).IsAssignableFrom(type))];

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

    [Fact]
    public void Every_grain_interface_and_method_has_an_alias()
    {
        var interfaces = Abstractions.GetExportedTypes().Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type)).ToList();
        Assert.NotEmpty(interfaces);
        Assert.All(interfaces, type => Assert.NotNull(type.GetCustomAttribute<AliasAttribute>()));
        Assert.All(interfaces.SelectMany(type => type.GetMethods()), method => Assert.True(method.GetCustomAttribute<AliasAttribute>() is not null, method.Name));
    }

    /// <summary>Instances with something in every member.</summary>
    private static class Sample
    {
        public static object Of(Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (type.IsEnum)
            {
                return Enum.GetValues(type).Cast<object>().Last();
            }

            return type switch
            {
                _ when type == typeof(string) => "text",
                _ when type == typeof(Guid) => Guid.NewGuid(),
                _ when type == typeof(bool) => true,
                _ when type == typeof(int) => 7,
                _ when type == typeof(long) => 7L,
                _ when type == typeof(double) => 0.5,
                _ when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch.AddSeconds(1),
                _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(1),
                _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => ListOf(type.GetGenericArguments()[0]),
                _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) => DictionaryOf(type.GetGenericArguments()),
                _ => RecordOf(type),
            };
        }

        private static object RecordOf(Type type)
        {
            var record = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
            foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            {
                property.SetValue(record, Of(property.PropertyType));
            }

            return record;
        }

        private static IList ListOf(Type element)
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
            list.Add(Of(element));
            return list;
        }

        private static IDictionary DictionaryOf(Type[] types)
        {
            var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(types))!;
            dictionary.Add(Of(types[0]), Of(types[1]));
            return dictionary;
        }
    }
}
