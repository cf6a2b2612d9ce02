namespace Warehouse.Access;

/// <summary>Marks an endpoint that needs an API key. <paramref name="Scope"/> null: any valid key that may see the project.</summary>
internal sealed record RequiresKey(string? Scope);
