using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Warehouse.Rendering;

namespace Warehouse.Documentation;

/// <summary>
/// The body an endpoint takes. Not ASP.NET's own <c>Accepts</c>, which would have routing refuse other content types before the key is
/// looked at.
/// </summary>
internal sealed record RequestExample(object Example)
{
    private static readonly string[] ContentTypes = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];

    public async Task AddToAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await Schemas.ReferenceAsync(Example.GetType(), context, cancellationToken);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = ContentTypes.ToDictionary(type => type, _ => new OpenApiMediaType
            {
                Schema = schema,
                Example = JsonSerializer.SerializeToNode(Example, Example.GetType(), ApiJson.Options),
            }),
        };
    }
}
