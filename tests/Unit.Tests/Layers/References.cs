using System.Reflection;
using System.Reflection.Emit;

namespace Warehouse.Layers;

/// <summary>
/// Which types of an assembly a type refers to: in its declaration, in signatures and attributes, and in the bodies of its methods, token by
/// token. Constants of other types are not seen: the compiler writes their values.
/// </summary>
internal static class References
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>All types that <paramref name="type"/> refers to, taken apart: of a list of records the list and the record.</summary>
    public static IEnumerable<Type> Of(Type type) => All(type).SelectMany(Parts).Distinct();

    private static IEnumerable<Type> All(Type type)
    {
        List<Type?> found = [type.BaseType, .. type.GetInterfaces(), .. AttributesOf(type), .. Constraints(type)];
        foreach (var member in type.GetMembers(Declared))
        {
            found.AddRange(AttributesOf(member));
            switch (member)
            {
                case FieldInfo field:
                    found.Add(field.FieldType);
                    break;
                case PropertyInfo property:
                    found.Add(property.PropertyType);
                    break;
                case EventInfo @event:
                    found.Add(@event.EventHandlerType);
                    break;
                case MethodBase method:
                    found.AddRange(method.GetParameters().SelectMany(parameter => AttributesOf(parameter).Append(parameter.ParameterType)));
                    found.Add((method as MethodInfo)?.ReturnType);
                    found.AddRange(method.IsGenericMethod ? method.GetGenericArguments().SelectMany(Constraints) : []);
                    found.AddRange(InBody(method));
                    break;
            }
        }

        return found.OfType<Type>();
    }

    private static IEnumerable<Type> AttributesOf(ICustomAttributeProvider provider) => provider switch
    {
        MemberInfo member => member.GetCustomAttributesData().SelectMany(WithArguments),
        ParameterInfo parameter => parameter.GetCustomAttributesData().SelectMany(WithArguments),
        _ => [],
    };

    private static IEnumerable<Type> WithArguments(CustomAttributeData attribute) =>
        attribute.ConstructorArguments.Select(argument => argument.Value).OfType<Type>().Append(attribute.AttributeType);

    private static IEnumerable<Type> Constraints(Type type) => type.IsGenericParameter
        ? type.GetGenericParameterConstraints()
        : type.GetGenericArguments().Where(argument => argument.IsGenericParameter).SelectMany(argument => argument.GetGenericParameterConstraints());

    private static IEnumerable<Type> InBody(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return [];
        }

        List<Type?> found = [.. body.LocalVariables.Select(local => local.LocalType)];
        found.AddRange(body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType));
        var typeArguments = method.DeclaringType!.GetGenericArguments();
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        foreach (var token in Tokens(body.GetILAsByteArray()!))
        {
            found.AddRange(Mentioned(method.Module.ResolveMember(token, typeArguments, methodArguments)!));
        }

        return found.OfType<Type>();
    }

    private static IEnumerable<Type?> Mentioned(MemberInfo member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.DeclaringType, field.FieldType],
        MethodBase method =>
        [
            method.DeclaringType, (method as MethodInfo)?.ReturnType, .. method.GetParameters().Select(parameter => parameter.ParameterType),
            .. method.IsGenericMethod ? method.GetGenericArguments() : [],
        ],
        _ => [],
    };

    /// <summary>The tokens of types, methods and fields in the order of the instructions that have them.</summary>
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            var value = code[at++] is 0xFE and var prefix ? (short)((prefix << 8) | code[at++]) : code[at - 1];
            var opcode = OpCodesByValue[value];
            switch (opcode.OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    yield return BitConverter.ToInt32(code, at);
                    at += 4;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at++;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(code, at));
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }

    private static IEnumerable<Type> Parts(Type type) => type switch
    {
        { HasElementType: true } => Parts(type.GetElementType()!),
        { IsGenericParameter: true } => [],
        { IsConstructedGenericType: true } => type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()),
        _ => [type],
    };
}
