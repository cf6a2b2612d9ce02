namespace Warehouse.Errors;

/// <summary>The refusals an endpoint may answer with beside those of every endpoint.</summary>
internal sealed record PossibleErrors(IReadOnlyList<ApiError> Errors);
