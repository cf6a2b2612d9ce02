using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Warehouse.Deployment;

/// <summary>The files of deploy/, read. All scalars of YAML are texts here.</summary>
internal static class DeployFolder
{
    public static readonly string Path = System.IO.Path.GetFullPath(
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(ThisFile())!, "../../../deploy"));

    public static JsonNode Compose => Yaml("compose/compose.yaml").Single();

    /// <summary>Everything that kubectl would apply.</summary>
    public static IReadOnlyList<JsonNode> Manifests =>
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(Path, "kubernetes"), "*.yaml", SearchOption.AllDirectories)
            .Where(file => System.IO.Path.GetFileName(file) != "kustomization.yaml")
            .SelectMany(Yaml)];

    /// <summary>Pod templates by the name of what makes them.</summary>
    public static IReadOnlyDictionary<string, JsonNode> Pods => Manifests
        .Where(manifest => manifest["spec"]?["template"] is not null)
        .ToDictionary(manifest => (string)manifest["metadata"]!["name"]!, manifest => manifest["spec"]!["template"]!["spec"]!);

    public static string Text(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    /// <summary><c>NAME=value</c> lines of a file.</summary>
    public static IReadOnlyDictionary<string, string> Environment(string file) => File.ReadLines(System.IO.Path.Combine(Path, file))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    public static IReadOnlyList<JsonNode> Yaml(string file)
    {
        using var reader = new StreamReader(System.IO.Path.Combine(Path, file));
        var parser = new MergingParser(new Parser(reader));
        var deserializer = new Deserializer();
        var toJson = new SerializerBuilder().JsonCompatible().Build();
        var documents = new List<JsonNode>();
        parser.Consume<YamlDotNet.Core.Events.StreamStart>();
        while (parser.Accept<YamlDotNet.Core.Events.DocumentStart>(out _))
        {
            documents.Add(JsonNode.Parse(toJson.Serialize(deserializer.Deserialize<object>(parser)!))!);
        }

        return documents;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
