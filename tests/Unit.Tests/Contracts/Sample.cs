using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;

namespace Warehouse.Contracts;

/// <summary>Instances of contracts with something in every member.</summary>
internal static class Sample
{
    /// <summary>
    /// The types of <paramref name="assembly"/> that go over the wire, but for exceptions, which Orleans serializes its own way.
    /// </summary>
    public static IEnumerable<Type> ContractsOf(Assembly assembly) => assembly.GetTypes()
        .Where(
            type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !type.IsAbstract && !typeof(
                Exception).IsAssignableFrom(type));

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
            _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) =>
                ListOf(type.GetGenericArguments()[0]),
            _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) =>
                DictionaryOf(type.GetGenericArguments()),
            _ => RecordOf(type),
        };
    }

    private static object RecordOf(Type type)
    {
        var record = RuntimeHelpers.GetUninitializedObject(type);
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
