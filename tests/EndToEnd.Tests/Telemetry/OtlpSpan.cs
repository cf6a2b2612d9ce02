namespace Warehouse.Telemetry;

/// <summary>A span as it was exported.</summary>
internal sealed class OtlpSpan
{
    public string Service { get; set; } = "";

    /// <summary>The activity source.</summary>
    public string Scope { get; set; } = "";

    public string Name { get; set; } = "";

    public string TraceId { get; set; } = "";

    public string SpanId { get; set; } = "";

    /// <summary>Empty for a root.</summary>
    public string ParentId { get; set; } = "";

    public int Kind { get; set; }

    /// <summary>The traces it is linked to.</summary>
    public List<string> Links { get; } = [];

    public Dictionary<string, string> Attributes { get; } = [];

    public override string ToString() =>
        $"{Service} {Scope} '{Name}' trace {TraceId} span {SpanId} parent {ParentId}: {string.Join(", ", Attributes)}";
}
