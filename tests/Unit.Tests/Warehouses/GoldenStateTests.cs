using System.Text.Json;
using System.Text.Json.Nodes;
using Warehouse.Storage;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>
/// Grain state as it lies in databases out there. A golden file is never edited: a change of state adds a file for the new form, and all
/// the old ones must still be read.
/// </summary>
public sealed class GoldenStateTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private static readonly WarehouseRecord Full = new()
    {
        NameIntent = "next",
        Leftovers = [new Leftover("local", "old")],
        TableSuffixes = new Dictionary<long, string> { [1] = "main" },
        Provision = new Provision
        {
            OperationId = new Guid("0197a0de-0000-7000-8000-0000000000aa"),
            State = WarehouseState.Failed,
            DatabaseName = "acme",
            Server = "local",
            Verifier = "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy",
            UnconfirmedVerifier = "SCRAM-SHA-256$4096:c2FsdA==$b3RoZXI=:c2VydmVy",
            S3 = ResourceState.Ready,
            MetadataStore = ResourceState.Failed,
            Identity = ResourceState.Provisioning,
            Secrets = ResourceState.Pending,
            BackfillsBegun = true,
            Reason = FailureReason.ServerUnreachable,
            AcceptedAt = Time,
            ReadyAt = Time,
            FailedAt = Time,
            Attempts = 3,
            AttemptStartedAt = Time,
            FailuresInARow = 2,
            NextAttemptAt = Time,
            Steps = [new StepRecord(nameof(WarehouseWork.MakeDatabase), Time, Time, FailureReason.ServerUnreachable)],
        },
    };

    [Fact]
    public void The_warehouse_record_is_written_as_the_golden_file_has_it()
    {
        var golden = JsonNode.Parse(File.ReadAllText(File_("warehouse.v1.json")));
        var written = JsonNode.Parse(JsonSerializer.Serialize(Full, StateJson.Options));
        Assert.True(JsonNode.DeepEquals(golden, written), $"State has changed its form: {written!.ToJsonString()}");
    }

    [Fact]
    public void The_golden_warehouse_record_is_read_whole()
    {
        var read = JsonSerializer.Deserialize<WarehouseRecord>(File.ReadAllText(File_("warehouse.v1.json")), StateJson.Options)!;
        Assert.Equal(JsonSerializer.Serialize(Full, StateJson.Options), JsonSerializer.Serialize(read, StateJson.Options));
    }

    [Fact]
    public void State_of_a_newer_version_with_members_unknown_here_is_read() =>
        Assert.Equal(
            2, JsonSerializer.Deserialize<WarehouseNameRecord>("""{"version":2,"something_new":{"a":1}}""", StateJson.Options)!.Version);

    private static string File_(string name) => Path.Combine(AppContext.BaseDirectory, "Warehouses", "Golden", name);
}
