using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Warehouse.Documentation;

/// <summary>What the document says as a whole.</summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    public const string Title = "Warehouse";
    public const string BearerScheme = "api_key";
    public const string QueryScheme = "api_key_in_query";

    private const string Description = """
        Managed PostgreSQL data warehouses: one for an organization, shared by all its projects.

        **Keys.** Send an API key as `Authorization: Bearer phx_…`; or as `personal_api_key` in a JSON or form body; or as the query
        parameter `personal_api_key`. Only the first one present is tried.

        **Scopes.** `query:read` for property_values; `warehouse_view:write` for provision and reset-password, which also need a key with
        the role admin or owner; none for the rest. `x:write` covers `x:read`, `*` covers everything.

        **Projects.** `{project_id}` is a number, or `@current` for the key's own default project. A trailing slash is optional.

        **Limits.** 480 requests a minute and 4,800 an hour for one key, unless the deployment sets others; bodies of at most 64 KiB.

        **Errors** come in two styles. What the endpoint itself refuses is an `ErrorMessage`; everything else is an `ErrorEnvelope`. The
        `code` of either is stable. An unknown path is 404 and a wrong method 405, both as an `ErrorEnvelope`. After a 503 trying again is
        safe for every endpoint here.
        """;

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = Title, Version = "1", Description = Description };

        // Relative to wherever the document is served, and so the same document everywhere.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = OperationTransformer.Tag, Description = "The organization's warehouse and what runs in it." },
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "phx_…",
                Description = "An API key. What it may do depends on its scopes, its role, and the projects it is limited to.",
            },
            [QueryScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Query,
                Name = "personal_api_key",
                Description = "The same key in the query string. Prefer the header: addresses end up in logs and histories.",
            },
        };
        foreach (var path in document.Paths.Values)
        {
            // HEAD is answered wherever GET is; it needs no entry of its own.
            path.Operations?.Remove(HttpMethod.Head);
        }

        return Task.CompletedTask;
    }
}
