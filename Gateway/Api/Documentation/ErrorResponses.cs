using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Warehouse.Errors;
using Warehouse.Rendering;

namespace Warehouse.Documentation;

/// <summary>Lists refusals in the document: by status, in either style or both, each as an example.</summary>
internal static class ErrorResponses
{
    /// <param name="shared">Described once for all endpoints, and referred to.</param>
    /// <param name="own">Described with this endpoint.</param>
    public static async Task AddAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        IEnumerable<ApiError> shared,
        IEnumerable<ApiError> own,
        CancellationToken cancellationToken)
    {
        var document = context.Document!;
        var responses = new SortedDictionary<int, IOpenApiResponse>();
        foreach (var group in shared.GroupBy(error => error.Status))
        {
            var name = ReasonPhrases.GetReasonPhrase(group.Key).Replace(" ", "", StringComparison.Ordinal);
            if (document.Components?.Responses?.ContainsKey(name) != true)
            {
                document.AddComponent(name, await DescribeAsync(group, context, cancellationToken));
            }

            responses[group.Key] = new OpenApiResponseReference(name, document);
        }

        foreach (var group in own.GroupBy(error => error.Status))
        {
            responses[group.Key] = await DescribeAsync(group, context, cancellationToken);
        }

        operation.Responses ??= [];
        foreach (var (status, response) in responses)
        {
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = response;
        }
    }

    private static async Task<OpenApiResponse> DescribeAsync(
        IGrouping<int, ApiError> errors,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken)
    {
        var schemas = new List<IOpenApiSchema>();
        foreach (var type in errors.Select(error => error.Body.GetType()).Distinct())
        {
            schemas.Add(await Schemas.ReferenceAsync(type, context, cancellationToken));
        }

        return new OpenApiResponse
        {
            Description = ReasonPhrases.GetReasonPhrase(errors.Key),
            Headers = Headers(errors.Key),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new()
                {
                    Schema = schemas is [var only] ? only : new OpenApiSchema { OneOf = schemas },
                    Examples = Examples(errors),
                },
            },
        };
    }

    private static Dictionary<string, IOpenApiExample> Examples(IEnumerable<ApiError> errors)
    {
        var examples = new Dictionary<string, IOpenApiExample>();
        foreach (var error in errors)
        {
            var name = error.Code;
            for (var i = 2; examples.ContainsKey(name); i++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{error.Code}_{i}");
            }

            examples[name] = new OpenApiExample
            {
                Summary = error.Text,
                Value = JsonSerializer.SerializeToNode(error.Body, error.Body.GetType(), ApiJson.Options),
            };
        }

        return examples;
    }

    private static Dictionary<string, IOpenApiHeader>? Headers(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => new() { ["WWW-Authenticate"] = Header("Bearer", JsonSchemaType.String) },
        StatusCodes.Status429TooManyRequests => RetryAfter("Seconds until a request fits again."),
        StatusCodes.Status503ServiceUnavailable => RetryAfter("Seconds after which to try again."),
        _ => null,
    };

    private static Dictionary<string, IOpenApiHeader> RetryAfter(string description) =>
        new() { ["Retry-After"] = Header(description, JsonSchemaType.Integer) };

    private static OpenApiHeader Header(string description, JsonSchemaType type) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = type } };
}
