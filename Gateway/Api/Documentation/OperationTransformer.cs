using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Routing;

namespace Warehouse.Documentation;

/// <summary>What the document says of one endpoint, out of the endpoint's own metadata.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    public const string Tag = "Data warehouse";

    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<RequiresKey>().SingleOrDefault() is not { } requirement)
        {
            return;
        }

        var isAlias = context.Description.RelativePath!.StartsWith(DataWarehouseRoutes.AliasPrefix[1..], StringComparison.Ordinal);
        var action = context.Description.RelativePath.Split('/')[^1].Replace('-', '_');
        operation.OperationId = isAlias ? $"environments_{action}" : action;
        operation.Deprecated = isAlias;
        AddScope(operation, requirement, context.Document!);
        AddParameters(operation, metadata.OfType<QueryParameters>().SingleOrDefault());
        if (metadata.OfType<RequestExample>().SingleOrDefault() is { } request)
        {
            await request.AddToAsync(operation, context, cancellationToken);
        }

        metadata.OfType<ResponseExample>().SingleOrDefault()?.AddTo(operation);
        var admin = metadata.OfType<RequiresAdmin>().SelectMany(required => required.Errors);
        var own = metadata.OfType<PossibleErrors>().SelectMany(errors => errors.Errors);
        await ErrorResponses.AddAsync(
            operation, context, CommonErrors.Shared, [.. CommonErrors.For(requirement), .. admin, .. own], cancellationToken);
    }

    private static void AddScope(OpenApiOperation operation, RequiresKey requirement, OpenApiDocument document)
    {
        operation.Description += requirement.Scope is { } scope
            ? $"\n\nScope: `{scope}`."
            : "\n\nScope: none; any valid key that may see the project.";
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentTransformer.BearerScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentTransformer.QueryScheme, document)] = [] },
        ];
    }

    private static void AddParameters(OpenApiOperation operation, QueryParameters? query)
    {
        operation.Parameters =
        [
            new OpenApiParameter
            {
                Name = DataWarehouseRoutes.ProjectParameter,
                In = ParameterLocation.Path,
                Required = true,
                Description = "The project's number, or @current for the key's own default project.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^([0-9]+|@current)$" },
                Example = "@current",
            },
        ];
        foreach (var parameter in query?.All ?? [])
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Required = parameter.IsRequired,
                Description = parameter.Description,
                Schema = new OpenApiSchema
                {
                    Type = parameter.IsInteger ? JsonSchemaType.Integer : JsonSchemaType.String,
                    Default = parameter.Default is { } value ? JsonValue.Create(value) : null,
                },
            });
        }
    }
}
