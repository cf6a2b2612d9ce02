using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Warehouse.Documentation;

/// <summary>The document, written once: making it takes tens of milliseconds, and anyone may ask for it.</summary>
internal sealed class ApiDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider provider)
{
    public const string Name = "v1";
    private readonly Lazy<Task<byte[]>> _json = new(() => WriteAsync(provider));

    public Task<byte[]> Json => _json.Value;

    private static async Task<byte[]> WriteAsync(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync();
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        return json.ToArray();
    }
}
