namespace Warehouse.Tables;

/// <summary>How a value is read, checked and stored.</summary>
internal enum ValueKind
{
    Text,
    Uuid,
    Json,
    Timestamp,
    Integer,
    Boolean,
}

/// <param name="IsRequired">A file without the column, or a row without a value, is wrong.</param>
internal sealed record DatasetColumn(string Name, ValueKind Kind, bool IsRequired = false)
{
    public string SqlType => Kind switch
    {
        ValueKind.Uuid => "uuid",
        ValueKind.Json => "jsonb",
        ValueKind.Timestamp => "timestamptz",
        ValueKind.Integer => "bigint",
        ValueKind.Boolean => "boolean",
        _ => "text",
    };
}

/// <summary>The table that a dataset is loaded into. Its columns are those of PostHog's batch exports.</summary>
internal sealed record DatasetTable
{
    /// <summary>Which partition of the bucket a row came from: what a reload replaces.</summary>
    public const string PartitionColumn = "_partition";

    private static readonly DatasetTable Events = new()
    {
        Dataset = Dataset.Events,
        Prefix = "events",
        TimeColumn = "timestamp",
        Columns =
        [
            new("uuid", ValueKind.Uuid, IsRequired: true),
            new("event", ValueKind.Text, IsRequired: true),
            new("timestamp", ValueKind.Timestamp, IsRequired: true),
            new("distinct_id", ValueKind.Text),
            new("person_id", ValueKind.Uuid),
            new("team_id", ValueKind.Integer),
            new("created_at", ValueKind.Timestamp),
            new("properties", ValueKind.Json),
            new("person_properties", ValueKind.Json),
            new("set", ValueKind.Json),
            new("set_once", ValueKind.Json),
            new("elements_chain", ValueKind.Text),
            new("ip", ValueKind.Text),
            new("site_url", ValueKind.Text),
        ],
        Indexes = ["btree (event, \"timestamp\")", "btree (distinct_id)", "btree (person_id)", "brin (\"timestamp\")"],
    };

    private static readonly DatasetTable Persons = new()
    {
        Dataset = Dataset.Persons,
        Prefix = "persons",
        TimeColumn = "created_at",
        Columns =
        [
            new("distinct_id", ValueKind.Text, IsRequired: true),
            new("person_id", ValueKind.Uuid, IsRequired: true),
            new("team_id", ValueKind.Integer),
            new("properties", ValueKind.Json),
            new("created_at", ValueKind.Timestamp),
            new("is_deleted", ValueKind.Boolean),
            new("person_version", ValueKind.Integer),
            new("person_distinct_id_version", ValueKind.Integer),
        ],
        Indexes = ["btree (distinct_id)", "btree (person_id)"],
    };

    public required Dataset Dataset { get; init; }

    public required string Prefix { get; init; }

    /// <summary>What the table is partitioned by, month by month.</summary>
    public required string TimeColumn { get; init; }

    public required IReadOnlyList<DatasetColumn> Columns { get; init; }

    public required IReadOnlyList<string> Indexes { get; init; }

    public static DatasetTable Of(Dataset dataset) => dataset == Dataset.Events ? Events : Persons;

    public static Dataset Parse(string prefix) => prefix == Events.Prefix ? Dataset.Events : Dataset.Persons;

    public string NameFor(string suffix) => $"{Prefix}_{suffix}";
}
