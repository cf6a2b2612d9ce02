namespace Warehouse.Jobs;

/// <summary>Jobs as tests report them.</summary>
internal static class TestJobs
{
    public static JobStart Import(Guid source) =>
        new() { Id = Guid.CreateVersion7(), Kind = JobKind.Import, SourceId = source, Billable = true };
}
