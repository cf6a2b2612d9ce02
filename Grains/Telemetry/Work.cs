using System.Diagnostics;

namespace Warehouse.Telemetry;

/// <summary>Spans of work that no call waits for. Each begins a trace of its own, linked to the call that asked for the work.</summary>
internal static class Work
{
    private static readonly ActivitySource Source = new("Warehouse");

    /// <summary>The call that is being served, to link to later; nothing when nobody records it.</summary>
    public static ActivityContext Cause => Activity.Current is { Recorded: true } call ? call.Context : default;

    /// <summary>Null when nobody listens.</summary>
    public static Activity? Begin(string name, ActivityContext cause = default)
    {
        // What is current is the call or timer that set the work off, and is over long before the work is.
        Activity.Current = null;
        return Source.StartActivity(name, ActivityKind.Internal, parentContext: default, links: cause == default ? null : [new ActivityLink(cause)]);
    }

    /// <summary>How it ended; with a text when it failed, which must be one that a customer may read.</summary>
    public static void End(this Activity? span, string outcome, string? error = null)
    {
        span?.SetTag("warehouse.outcome", outcome);
        if (error is not null)
        {
            span?.SetStatus(ActivityStatusCode.Error, error);
        }
    }
}
