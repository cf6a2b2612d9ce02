using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace Warehouse.Telemetry;

/// <summary>
/// Takes out of spans what may hold a secret or a customer's data. The text of a statement can be an <c>ALTER ROLE … PASSWORD</c> with a
/// verifier in it, or name a customer's columns; its first word stays. A query string can hold an API key. A path that is none of ours
/// can be anything. The id of a key's grain is the key's hash, and that of an autocomplete question a hash of what was typed.
/// </summary>
internal sealed class SpanRedaction : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Verbs = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "ALTER", "ANALYZE", "COMMENT", "COPY", "CREATE", "DELETE", "DO", "DROP", "GRANT", "INSERT", "LOCK", "MERGE", "REVOKE", "SELECT", "SET", "UPDATE", "WITH");

    private static readonly string[] StatementTexts = ["db.query.text", "db.statement"];
    private static readonly string[] GrainIds = ["orleans.rpc.target_id", "orleans.rpc.source_id", "rpc.orleans.target_id", "rpc.orleans.source_id"];

    public override void OnEnd(Activity data)
    {
        switch (data.Source.Name)
        {
            case ExportedSpans.Database:
                RedactStatement(data);
                break;
            case ExportedSpans.Grains:
                RedactIds(data);
                break;
            case ExportedSpans.Own:
                break;
            default:
                RedactRequest(data);
                break;
        }
    }

    private static void RedactStatement(Activity span)
    {
        foreach (var name in StatementTexts)
        {
            if (span.GetTagItem(name) is string text)
            {
                span.SetTag(name, null);
                span.SetTag("db.operation.name", VerbOf(text));
            }
        }

        // A connection string, even without its password, is none of a trace's business.
        span.SetTag("db.npgsql.data_source", null);
        if (span.GetTagItem("db.operation.name") is string verb)
        {
            span.DisplayName = $"{verb} {span.GetTagItem("db.namespace")}";
        }
    }

    private static string VerbOf(string statement)
    {
        var text = statement.AsSpan().TrimStart();
        var end = text.IndexOfAnyExceptInRange('A', 'z');
        var verb = (end < 0 ? text : text[..end]).ToString().ToUpperInvariant();
        return Verbs.Contains(verb) ? verb : "OTHER";
    }

    private static void RedactIds(Activity span)
    {
        foreach (var name in GrainIds)
        {
            // Prefixed keys are those that may be more than an id of ours (GrainFactoryExtensions); the others are organizations and projects.
            if (span.GetTagItem(name) is string id && id.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0)
            {
                span.SetTag(name, id[..colon]);
            }
        }
    }

    private static void RedactRequest(Activity span)
    {
        span.SetTag("url.query", null);
        if (span.GetTagItem("http.route") is null)
        {
            span.SetTag("url.path", null);
        }
    }
}
