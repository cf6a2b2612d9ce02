namespace Warehouse.Telemetry;

/// <summary>Whose spans are exported.</summary>
internal static class ExportedSpans
{
    public const string Own = "Warehouse";
    public const string Grains = "Microsoft.Orleans.Application";
    public const string Database = "Npgsql";

    /// <summary>Orleans' other sources tell of its own calls and lifecycle, which are no part of a request.</summary>
    public static IEnumerable<string> Sources { get; } = [Own, Grains, Database];

    /// <summary>Health, metrics, dashboard and documentation are not traced.</summary>
    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
}
