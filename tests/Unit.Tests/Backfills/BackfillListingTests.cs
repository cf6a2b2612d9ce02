using Warehouse.Backfills.Loading;
using Warehouse.Tables;

namespace Warehouse.Backfills;

public sealed class BackfillListingTests
{
    [Theory]
    [InlineData("events/2025-07/a.parquet", Dataset.Events, "2025-07")]
    [InlineData("events/2025-07-01/deep/er/a.jsonl.gz", Dataset.Events, "2025-07-01")]
    [InlineData("persons/full/a.csv", Dataset.Persons, "full")]
    public void A_file_of_a_partition_is_found(string path, object dataset, string partition) =>
        Assert.Equal((partition, (Dataset)dataset), BackfillListing.Parse(path));

    [Theory]
    [InlineData("events/2025-13/a.parquet")]
    [InlineData("events/2025-7/a.parquet")]
    [InlineData("events/2025-02-30/a.parquet")]
    [InlineData("events/everything/a.parquet")]
    [InlineData("sessions/2025-07/a.parquet")]
    [InlineData("events/2025-07/manifest.json")]
    [InlineData("events/a.parquet")]
    [InlineData("events/2025-07")]
    [InlineData("Events/2025-07/a.parquet")]
    public void Anything_else_is_ignored(string path) => Assert.Null(BackfillListing.Parse(path));
}
