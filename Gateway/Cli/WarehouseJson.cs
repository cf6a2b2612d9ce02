using Warehouse.Warehouses;

namespace Warehouse.Cli;

/// <summary>A warehouse in the verbs' JSON: what the API's warehouse_status shows, then what only an operator sees.</summary>
internal sealed record WarehouseJson(
    Guid OrgId,
    WarehouseState State,
    string StatusMessage,
    ResourceState S3State,
    ResourceState MetadataStoreState,
    ResourceState IdentityState,
    ResourceState SecretsState,
    DateTimeOffset? ReadyAt,
    DateTimeOffset? FailedAt,
    ConnectionJson? Connection,
    bool HasBackfill,
    string? TableSuffix,
    IReadOnlyDictionary<long, string> TableSuffixes,
    string? DatabaseName,
    string Bucket,
    string? Server,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    IReadOnlyList<StepJson> Steps)
{
    public static WarehouseJson Of(WarehouseReport report)
    {
        var status = report.Status;
        return new WarehouseJson(
            status.OrganizationId,
            status.State,
            status.StatusMessage,
            status.S3State,
            status.MetadataStoreState,
            status.IdentityState,
            status.SecretsState,
            status.ReadyAt,
            status.FailedAt,
            status.Connection is { } connection ? new ConnectionJson(connection.Host, connection.Port, connection.Database, connection.Username) : null,
            // The endpoint answers for one project, a verb for the organization: with several suffixes only the table of all of them is right.
            status.TableSuffixes.Count > 0,
            status.TableSuffixes.Count == 1 ? status.TableSuffixes.Values.Single() : null,
            status.TableSuffixes,
            report.DatabaseName,
            report.Bucket,
            report.Server,
            report.Attempts,
            report.NextAttemptAt,
            [.. report.Steps.Select(step => new StepJson(step.Step, step.StartedAt, step.FinishedAt, step.Failure))]);
    }
}

/// <summary>How to log in.</summary>
internal sealed record ConnectionJson(string Host, int Port, string Database, string Username);

/// <summary>One step, run once; <c>failure</c> is null when it succeeded.</summary>
internal sealed record StepJson(string Step, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string? Failure);
