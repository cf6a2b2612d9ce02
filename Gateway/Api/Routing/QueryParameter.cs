namespace Warehouse.Routing;

/// <summary>A query parameter as the OpenAPI document shows it; the handlers read them themselves, as the contract words every error.</summary>
internal sealed record QueryParameter(string Name, string Description, bool IsRequired, int? Default, bool IsInteger)
{
    public static QueryParameter Integer(string name, string description, int @default) => new(name, description, false, @default, true);

    public static QueryParameter Text(string name, string description, bool isRequired) => new(name, description, isRequired, null, false);
}
