using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Warehouse.Documentation;

/// <summary>Puts our wire types into the document's components.</summary>
internal static class Schemas
{
    /// <summary>A reference to the schema of <paramref name="type"/>, which is added where missing.</summary>
    public static async Task<IOpenApiSchema> ReferenceAsync(
        Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        var name = SchemaNames.Of(type.Name, type)!;
        if (document.Components?.Schemas?.ContainsKey(name) != true)
        {
            document.AddComponent(name, await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken));
        }

        return new OpenApiSchemaReference(name, document);
    }
}
