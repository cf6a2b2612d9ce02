using Warehouse.Warehouses;

namespace Warehouse.Cli;

/// <summary>Where a warehouse stands, in one line, for logs and pipes.</summary>
internal static class WarehouseLine
{
    public const string NoAnswer = "The cluster does not answer; still trying.";

    public static string Of(Observation observation)
    {
        if (!observation.Answered)
        {
            return NoAnswer;
        }

        var (report, status) = (observation.Report, observation.Report.Status);
        return $"{OperatorJson.Word(status.State),-12}  s3={OperatorJson.Word(status.S3State)} metadata_store={OperatorJson.Word(status.MetadataStoreState)}"
            + $" identity={OperatorJson.Word(status.IdentityState)} secrets={OperatorJson.Word(status.SecretsState)} attempts={report.Attempts}"
            + (status.StatusMessage.Length > 0 ? $"  {status.StatusMessage}" : "");
    }
}
