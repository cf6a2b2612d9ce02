using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Requests;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.PropertyValues;

/// <summary><c>GET property_values</c>: autocomplete for one column of a warehouse table.</summary>
internal static class PropertyValuesEndpoint
{
    private static readonly QueryParameter[] Parameters =
    [
        QueryParameter.Text("key", "A column, or a path into a JSON column such as properties.$browser.", isRequired: true),
        QueryParameter.Text("table_name", "A table of the warehouse that this project sees.", isRequired: true),
        QueryParameter.Text("value", "Only values that contain this text, whatever the case.", isRequired: false),
    ];

    public static void MapPropertyValues(this IEndpointRouteBuilder routes) => routes.MapReading("property_values", HandleAsync)
        .RequireKey(Scopes.QueryRead)
        .Answers(
            "Autocomplete the values of a column",
            "Without value any ten values; with it those that contain it, shortest first. Booleans are \"true\" and \"false\", arrays are "
            + "flattened into their elements, objects are JSON with sorted keys. The query is read-only and limited in time.",
            PropertyValuesResponse.Example)
        .WithQuery(Parameters)
        .MayRefuse(PropertyValuesErrors.All);

    private static async Task<IResult> HandleAsync(Caller caller, HttpContext context, GrainCalls grains)
    {
        var query = context.Request.Query;
        if (QueryText.Read(query, "key") is not { } key)
        {
            return PropertyValuesErrors.KeyRequired;
        }

        if (QueryText.Read(query, "table_name") is not { } tableName)
        {
            return PropertyValuesErrors.TableNameRequired;
        }

        var question = new PropertyValuesQuery
        {
            OrganizationId = caller.OrganizationId,
            ProjectId = caller.ProjectId,
            TableName = tableName,
            Key = key,
            Value = QueryText.Read(query, "value"),
        };
        var result = await grains.CallAsync(all => all.PropertyValues(question).GetAsync(question), context.RequestAborted);
        switch (result.Outcome)
        {
            case PropertyValuesOutcome.Found:
                context.Response.Headers.CacheControl = "max-age=10";
                return TypedResults.Json(PropertyValuesResponse.From(result));
            case PropertyValuesOutcome.TableNotFound:
                return PropertyValuesErrors.TableNotFound;
            case PropertyValuesOutcome.ColumnNotFound:
                return PropertyValuesErrors.ColumnNotFound;
            case PropertyValuesOutcome.WarehouseNotReady:
                return PropertyValuesErrors.NotReady;
            case PropertyValuesOutcome.TimedOut:
                return PropertyValuesErrors.TimedOut;
            default:
                throw new InvalidOperationException($"The values' grain answered {result.Outcome}, which this gateway does not know.");
        }
    }
}
