using Warehouse.Backfills.Loading;
using Warehouse.Tables;

namespace Warehouse.Backfills;

public sealed class BackfillBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly BackfillTarget Target = new()
    {
        OrganizationId = Guid.NewGuid(), ProjectId = 1, Server = "s", DatabaseName = "d", ServiceLogin = "l", RootLogin = "r", Bucket = "b",
        TableSuffix = "main",
    };

    [Fact]
    public void What_is_new_or_changed_is_loaded_newest_first_and_what_is_loaded_is_not()
    {
        var book = new BackfillBook();
        book.Update(
            Listing(("2025-01", "a"), ("2025-02", "b"), ("2025-03", "c")),
            [(Dataset.Events, "2025-02", "b", 7), (Dataset.Events, "2025-03", "old", 3)],
            Now);
        Assert.Equal("2025-03", book.Next(Now)!.Plan.Partition);
        book.Start(book.Next(Now)!, Guid.NewGuid(), Now);
        Assert.Equal("2025-01", book.Next(Now)!.Plan.Partition);
        book.Start(book.Next(Now)!, Guid.NewGuid(), Now);
        Assert.Null(book.Next(Now));
        Assert.Equal(1, book.Report(Target, Now).PartitionsDone);
        Assert.Equal(7, book.Report(Target, Now).Rows);
    }

    [Fact]
    public void How_many_rows_a_partition_has_is_estimated_from_those_that_are_done()
    {
        var book = new BackfillBook();
        book.Update(Listing(("2025-01", "a"), ("2025-02", "b")), [(Dataset.Events, "2025-02", "b", 70)], Now);
        Assert.Equal([70L, 70L], book.Report(Target, Now).Partitions.Select(partition => partition.RowsExpected!.Value));
        var unknown = new BackfillBook();
        unknown.Update(Listing(("2025-01", "a")), [], Now);
        Assert.Null(unknown.Report(Target, Now).Partitions.Single().RowsExpected);
    }

    [Fact]
    public void A_partition_that_changes_while_it_is_loaded_is_loaded_again_after()
    {
        var book = new BackfillBook();
        book.Update(Listing(("2025-01", "a")), [], Now);
        var entry = book.Next(Now)!;
        book.Start(entry, Guid.NewGuid(), Now);
        book.Update(Listing(("2025-01", "b")), [], Now);
        Assert.Null(book.Next(Now));
        book.Done(entry, 5, []);
        book.Update(Listing(("2025-01", "b")), [(Dataset.Events, "2025-01", "a", 5)], Now);
        Assert.Equal("b", book.Next(Now)!.Plan.Fingerprint);
    }

    [Fact]
    public void A_bad_file_waits_for_a_change_or_a_retry_and_an_outage_for_a_growing_while()
    {
        var book = new BackfillBook();
        book.Update(Listing(("2025-01", "a")), [], Now);
        Fail(book, isTransient: false);
        Assert.Null(book.Next(Now.AddYears(1)));
        book.Update(Listing(("2025-01", "a")), [], Now);
        Assert.Null(book.Next(Now.AddYears(1)));
        book.Retry();
        Fail(book, isTransient: true);
        Assert.Null(book.Next(Now));
        var first = book.NextTryAt!.Value;
        Assert.NotNull(book.Next(first));
        book.Start(book.Next(first)!, Guid.NewGuid(), first);
        BackfillBook.Fail(book.Running.Single(), "x", isTransient: true, first);
        Assert.True(book.NextTryAt - first > first - Now);
        book.Update(Listing(("2025-01", "changed")), [], Now);
        Assert.NotNull(book.Next(Now));
    }

    [Fact]
    public void A_partition_whose_files_are_gone_is_forgotten_and_keeps_its_rows_in_the_warehouse()
    {
        var book = new BackfillBook();
        book.Update(Listing(("2025-01", "a")), [(Dataset.Events, "2025-01", "a", 7)], Now);
        book.Update(Listing(), [(Dataset.Events, "2025-01", "a", 7)], Now);
        Assert.Empty(book.Report(Target, Now).Partitions);
        Assert.Null(book.Next(Now));
    }

    private static void Fail(BackfillBook book, bool isTransient)
    {
        var entry = book.Next(Now)!;
        book.Start(entry, Guid.NewGuid(), Now);
        BackfillBook.Fail(entry, "x", isTransient, Now);
    }

    private static BackfillListing Listing(params (string Partition, string Fingerprint)[] partitions) => new(
        [.. partitions.Select(entry => new PartitionPlan
        {
            Dataset = Dataset.Events,
            Partition = entry.Partition,
            Files = [new PartitionFile { Key = "k", ETag = "e", Size = 10 }],
            PlannedAt = Now,
            Fingerprint = entry.Fingerprint,
        })], []);
}
