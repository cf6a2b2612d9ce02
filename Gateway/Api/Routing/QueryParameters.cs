namespace Warehouse.Routing;

/// <summary>The query parameters of an endpoint.</summary>
internal sealed record QueryParameters(IReadOnlyList<QueryParameter> All);
