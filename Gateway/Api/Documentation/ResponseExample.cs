using System.Globalization;
using System.Text.Json;
using Microsoft.OpenApi;
using Warehouse.Rendering;

namespace Warehouse.Documentation;

/// <summary>What an endpoint answers when all is well.</summary>
internal sealed record ResponseExample(int Status, string Description, object Example)
{
    public void AddTo(OpenApiOperation operation)
    {
        if (operation.Responses?[Status.ToString(CultureInfo.InvariantCulture)] is OpenApiResponse response)
        {
            response.Description = Description;
            response.Content!["application/json"].Example = JsonSerializer.SerializeToNode(Example, Example.GetType(), ApiJson.Options);
        }
    }
}
