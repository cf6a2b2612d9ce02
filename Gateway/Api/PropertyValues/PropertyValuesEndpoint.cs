using System.ComponentModel;
using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Requests;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.PropertyValues;

/// <summary><c>GET property_values</c>: autocomplete for one column of a warehouse table.</summary>
internal static class PropertyValuesEndpoint
{
    private static readonly ApiError ColumnNotFound = Refusals.InvalidInput("The provided key does not exist on this table");

    private static readonly HandlerError TableNotFound = new(404, "table_not_found", "Data warehouse table not found");

    private static readonly HandlerError NotReady = new(409, "warehouse_not_ready", "warehouse is not ready");

    private static readonly HandlerError TimedOut = new(504, "query_timeout", "The query took too long");

    public static void MapPropertyValues(this IEndpointRouteBuilder routes) => routes.MapReading("property_values", HandleAsync)
        .RequireKey(Scopes.QueryRead)
        .Answers(
            "Autocomplete the values of a column",
            "Without value any ten values; with it those that contain it, shortest first. Booleans are \"true\" and \"false\", arrays are "
            + "flattened into their elements, objects are JSON with sorted keys. The query is read-only and limited in time.",
            PropertyValuesResponse.Example)
        .WithQuery(PropertyValuesRequest.Documented)
        .MayRefuse([.. PropertyValuesRequest.Errors, ColumnNotFound, TableNotFound, NotReady, TimedOut]);

    private static async Task<IResult> HandleAsync(
        Caller caller, Bound<PropertyValuesRequest> request, HttpResponse response, GrainCalls grains, CancellationToken cancellationToken)
    {
        var question = new PropertyValuesQuery
        {
            OrganizationId = caller.OrganizationId,
            ProjectId = caller.ProjectId,
            TableName = request.Value.TableName,
            Key = request.Value.Key,
            Value = request.Value.Value,
        };
        var result = await grains.CallAsync(all => all.PropertyValues(question).GetAsync(question), cancellationToken);
        switch (result.Outcome)
        {
            case PropertyValuesOutcome.Found:
                response.Headers.CacheControl = "max-age=10";
                return TypedResults.Json(PropertyValuesResponse.From(result));
            case PropertyValuesOutcome.TableNotFound:
                return TableNotFound;
            case PropertyValuesOutcome.ColumnNotFound:
                return ColumnNotFound;
            case PropertyValuesOutcome.WarehouseNotReady:
                return NotReady;
            case PropertyValuesOutcome.TimedOut:
                return TimedOut;
            default:
                throw new InvalidOperationException($"The values' grain answered {result.Outcome}, which this gateway does not know.");
        }
    }
}

/// <summary>The query of property_values.</summary>
internal sealed record PropertyValuesRequest(string TableName, string Key, string? Value) : IReadFromRequest<PropertyValuesRequest>
{
    public static readonly QueryParameter[] Documented =
    [
        QueryParameter.Text("key", "A column, or a path into a JSON column such as properties.$browser.", isRequired: true),
        QueryParameter.Text("table_name", "A table of the warehouse that this project sees.", isRequired: true),
        QueryParameter.Text("value", "Only values that contain this text, whatever the case.", isRequired: false),
    ];

    private static readonly ApiError KeyRequired = Refusals.InvalidInput("You must provide a key");

    private static readonly ApiError TableNameRequired = Refusals.InvalidInput("You must provide a table name");

    public static readonly ApiError[] Errors = [KeyRequired, TableNameRequired];

    public static ValueTask<Bound<PropertyValuesRequest>> ReadAsync(HttpContext context) =>
        ValueTask.FromResult(Read(context.Request.Query));

    private static Bound<PropertyValuesRequest> Read(IQueryCollection query)
    {
        if (QueryText.Read(query, "key") is not { } key)
        {
            return KeyRequired;
        }

        return QueryText.Read(query, "table_name") is { } tableName
            ? new PropertyValuesRequest(tableName, key, QueryText.Read(query, "value"))
            : TableNameRequired;
    }
}

/// <summary>Values of a column.</summary>
internal sealed record PropertyValuesResponse
{
    [Description("Distinct values, at most ten.")]
    public required IReadOnlyList<PropertyValueResponse> Results { get; init; }

    [Description("True when this is an older answer and a new one is being fetched.")]
    public required bool Refreshing { get; init; }

    public static PropertyValuesResponse Example => new()
    {
        Results = [new PropertyValueResponse { Name = "Chrome" }, new PropertyValueResponse { Name = "Chrome Mobile" }],
        Refreshing = false,
    };

    public static PropertyValuesResponse From(PropertyValuesResult result) => new()
    {
        Results = [.. result.Values.Select(value => new PropertyValueResponse { Name = value })],
        Refreshing = result.Refreshing,
    };
}

/// <summary>One value of a column.</summary>
internal sealed record PropertyValueResponse
{
    [Description("The value as text.")]
    public required string Name { get; init; }
}
