using System.Text;

namespace Warehouse.Jobs;

/// <summary>
/// What comes from other services, brought into the form the ledger keeps: PostgreSQL takes neither NUL nor half a surrogate pair, and
/// its timestamps have microseconds. Memory and table must hold the very same.
/// </summary>
internal static class JobInput
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The row of a job that begins now, or null when it makes no sense.</summary>
    public static JobRow? Row(JobStart start, long projectId, DateTimeOffset now)
    {
        var createdAt = Time(start.CreatedAt ?? now);
        if (start.Id == Guid.Empty || !Enum.IsDefined(start.Kind) || (start.Kind == JobKind.Import && start.SourceId is null)
            || start.SourceId == JobBook.RemovedSources
            || createdAt < Earliest || createdAt > now + JobLimits.MaxClockSkew)
        {
            return null;
        }

        return new JobRow
        {
            Id = start.Id,
            ProjectId = projectId,
            Kind = start.Kind,
            SourceId = start.SourceId,
            SourceType = Text(start.SourceType, JobLimits.MaxText),
            Name = Text(start.Name, JobLimits.MaxText),
            Billable = start.Billable && start.Kind == JobKind.Import,
            WorkflowRunId = Text(start.WorkflowRunId, JobLimits.MaxText),
            Origin = Text(start.Origin, JobLimits.MaxText),
            Status = JobStatus.Running,
            Rows = 0,
            CreatedAt = createdAt,
            ReportedAt = Time(now),
        };
    }

    public static bool IsRows(long? rows) => rows is null or (>= 0 and <= JobLimits.MaxRows);

    public static string? Error(string? text) => Text(text, JobLimits.MaxError);

    /// <summary>A name that must be taken as it is or not at all.</summary>
    public static bool IsName(string? text) => text is { Length: > 0 and <= 200 } && Text(text, int.MaxValue) == text;

    public static DateTimeOffset Time(DateTimeOffset time)
    {
        var utc = time.UtcTicks;
        return new DateTimeOffset(utc - (utc % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }

    public static string? Text(string? text, int limit)
    {
        if (text is null)
        {
            return null;
        }

        var clean = new StringBuilder(Math.Min(text.Length, limit));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > limit)
            {
                break;
            }

            if (rune.Value != 0)
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }
}
