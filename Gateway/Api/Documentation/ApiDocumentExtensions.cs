using Microsoft.AspNetCore.OpenApi;
using Scalar.AspNetCore;

namespace Warehouse.Documentation;

/// <summary>The OpenAPI document at <c>/openapi.json</c>, and a page to browse it at <c>/docs</c>.</summary>
internal static class ApiDocumentExtensions
{
    private const string DocumentPath = "/openapi.json";
    private const string PagePath = "/docs";

    // The page has everything it needs from us. The policy holds it to that: nothing is fetched from, or sent to, another host.
    private const string OnlyFromHere =
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'";

    public static void AddApiDocument(this IServiceCollection services)
    {
        services.AddSingleton<ApiDocument>();
        services.AddOpenApi(ApiDocument.Name, options =>
        {
            options.CreateSchemaReferenceId = type => SchemaNames.Of(OpenApiOptions.CreateDefaultSchemaReferenceId(type), type.Type);
            options.AddSchemaTransformer<SchemaTransformer>();
            options.AddOperationTransformer<OperationTransformer>();
            options.AddDocumentTransformer<DocumentTransformer>();
        });
    }

    public static void MapApiDocument(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(DocumentPath, async (ApiDocument document) => TypedResults.Bytes(await document.Json, "application/json"))
            .ExcludeFromDescription();
        routes.MapScalarApiReference(PagePath, options =>
            {
                // Its own toolbar, which would appear on localhost, offers services of its maker's.
                options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
                options.WithTitle(DocumentTransformer.Title)
                    .WithOpenApiRoutePattern(DocumentPath)
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .DisableMcp()
                    .HideClientButton();
            })
            .AddEndpointFilter(async (context, next) =>
            {
                context.HttpContext.Response.Headers.ContentSecurityPolicy = OnlyFromHere;
                return await next(context);
            });
    }
}
