namespace Warehouse.Documentation;

/// <summary>The OpenAPI document and the page to browse it.</summary>
internal static class ApiDocumentExtensions
{
    public const string Path = "/openapi.json";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi();

    public static void MapApiDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi(Path);
}
