using System.Diagnostics;
using OpenTelemetry;

namespace Warehouse.Telemetry;

/// <summary>
/// Lets a trace begin with a request or with work of ours, and with nothing else. Grain timers, reminders, membership and health all call
/// grains and the database by themselves, many times a minute: a span of theirs that has no parent is not recorded, and what happens
/// below it follows, as the samplers based on the parent do.
/// </summary>
internal sealed class RootSpans : BaseProcessor<Activity>
{
    public override void OnStart(Activity data)
    {
        if (data.ParentSpanId == default && data.Source.Name is ExportedSpans.Grains or ExportedSpans.Database)
        {
            data.IsAllDataRequested = false;
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
