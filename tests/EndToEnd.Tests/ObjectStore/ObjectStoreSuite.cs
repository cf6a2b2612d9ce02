using System.Security.Cryptography;
using System.Text;
using Warehouse.ObjectStore;

namespace Warehouse.EndToEnd.ObjectStore;

/// <summary>What every store must do, on the real thing.</summary>
public abstract class ObjectStoreSuite
{
    private readonly Guid _organization = Guid.NewGuid();

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected Guid Organization => _organization;

    private protected string Bucket => BucketName.For(_organization);

    private protected abstract IObjectStore Store { get; }

    /// <summary>A store that is not there.</summary>
    private protected abstract IObjectStore DeadStore { get; }

    /// <summary>A store that does not let us in.</summary>
    private protected abstract IObjectStore ClosedStore { get; }

    /// <summary>Makes a bucket without our help.</summary>
    private protected abstract Task MakeAsync(string bucket);

    /// <summary>Uploads an object without our help.</summary>
    private protected abstract Task PutAsync(string bucket, string key, byte[] content);

    private protected abstract Task<bool> ExistsAsync(string bucket);

    private protected Task PutAsync(string key, string content) => PutAsync(Bucket, key, Encoding.UTF8.GetBytes(content));

    private protected Task EnsureAsync() => Store.EnsureBucketAsync(_organization, Bucket, Ct);

    private protected Task DeleteAsync() => Store.DeleteBucketAsync(_organization, Bucket, Ct);

    private protected async Task<List<StoredObject>> ListAsync(string prefix = "")
    {
        var found = new List<StoredObject>();
        await foreach (var one in Store.ListAsync(Bucket, prefix, Ct))
        {
            found.Add(one);
        }

        return found;
    }

    private protected async Task<string> ReadAsync(string key)
    {
        await using var content = await Store.OpenReadAsync(Bucket, key, Ct);
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync(Ct);
    }

    private protected static async Task FailsAsync(ObjectStoreFailure failure, Func<Task> act)
    {
        var exception = await Assert.ThrowsAsync<ObjectStoreException>(act);
        Assert.True(exception.Failure == failure, exception.ToString());
        Assert.DoesNotContain("secret", exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_bucket_is_made_with_our_marker_and_making_it_again_keeps_what_it_holds()
    {
        await EnsureAsync();
        await PutAsync("backfill/1/events/full/a.csv", "1");
        await EnsureAsync();

        Assert.Equal($$"""{"organization_id":"{{_organization}}"}""", await ReadAsync(".warehouse/owner"));
        Assert.Equal("1", await ReadAsync("backfill/1/events/full/a.csv"));
    }

    [Fact]
    public async Task Two_silos_may_make_the_bucket_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => EnsureAsync()));

        Assert.Contains(_organization.ToString(), await ReadAsync(".warehouse/owner"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_bucket_that_a_crash_left_is_completed()
    {
        await MakeAsync(Bucket);
        await EnsureAsync();

        Assert.Contains(_organization.ToString(), await ReadAsync(".warehouse/owner"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_with_objects_and_no_marker_is_foreign_and_left_as_it_was()
    {
        await MakeAsync(Bucket);
        await PutAsync("theirs", "1");

        await FailsAsync(ObjectStoreFailure.ForeignBucket, EnsureAsync);
        await FailsAsync(ObjectStoreFailure.ForeignBucket, DeleteAsync);
        Assert.Equal("theirs", Assert.Single(await ListAsync()).Key);
        await FailsAsync(ObjectStoreFailure.NotFound, () => ReadAsync(".warehouse/owner"));
    }

    [Fact]
    public async Task A_bucket_of_another_organization_is_foreign_and_left_as_it_was()
    {
        var other = Guid.NewGuid();
        await Store.EnsureBucketAsync(other, Bucket, Ct);
        await PutAsync("theirs", "1");

        await FailsAsync(ObjectStoreFailure.ForeignBucket, EnsureAsync);
        await FailsAsync(ObjectStoreFailure.ForeignBucket, DeleteAsync);
        Assert.Equal("1", await ReadAsync("theirs"));
        Assert.Contains(other.ToString(), await ReadAsync(".warehouse/owner"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"organization_id":"me"}""")]
    [InlineData("not json")]
    public async Task A_marker_that_is_not_ours_makes_the_bucket_foreign(string marker)
    {
        await MakeAsync(Bucket);
        await PutAsync(".warehouse/owner", marker);

        await FailsAsync(ObjectStoreFailure.ForeignBucket, EnsureAsync);
        await FailsAsync(ObjectStoreFailure.ForeignBucket, DeleteAsync);
        Assert.Equal(marker, await ReadAsync(".warehouse/owner"));
    }

    [Fact]
    public async Task Deleting_takes_everything_and_may_be_repeated()
    {
        await EnsureAsync();
        await PutAsync("a", "1");
        await PutAsync("b/c/d", "2");
        await DeleteAsync();
        Assert.False(await ExistsAsync(Bucket));

        await DeleteAsync();
        await EnsureAsync();
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_deletion_that_died_after_the_marker_is_completed()
    {
        await MakeAsync(Bucket);
        await DeleteAsync();

        Assert.False(await ExistsAsync(Bucket));
    }

    [Fact]
    public async Task Listing_knows_prefixes_and_keeps_the_order_of_keys()
    {
        await EnsureAsync();
        string[] keys = ["a-b", "a/b-", "a/b/c.csv", "a/b0", "a0", "b/ä ö+.jsonl"];
        foreach (var key in keys.Reverse())
        {
            await PutAsync(key, key);
        }

        Assert.Equal(keys, (await ListAsync()).Select(found => found.Key));
        Assert.Equal(keys[1..4], (await ListAsync("a/")).Select(found => found.Key));
        Assert.Equal(keys[1..4], (await ListAsync("a/b")).Select(found => found.Key));
        Assert.Equal(["a/b/c.csv"], (await ListAsync("a/b/")).Select(found => found.Key));
        Assert.Empty(await ListAsync("../"));
        Assert.Empty(await ListAsync("/"));

        var last = (await ListAsync("b"))[0];
        Assert.Equal(keys[5], await ReadAsync(last.Key));
        Assert.Equal(Encoding.UTF8.GetByteCount(keys[5]), last.Size);
        Assert.InRange(last.LastModified, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task An_etag_changes_with_the_content_and_only_then()
    {
        await EnsureAsync();
        await PutAsync("same", "1");
        await PutAsync("other", "1");
        var before = (await ListAsync()).ToDictionary(found => found.Key, found => found.ETag);
        await PutAsync("other", "2");
        var after = (await ListAsync()).ToDictionary(found => found.Key, found => found.ETag);

        Assert.Equal(before["same"], after["same"]);
        Assert.NotEqual(before["other"], after["other"]);
    }

    [Fact]
    public async Task Content_is_streamed()
    {
        await EnsureAsync();
        var content = RandomNumberGenerator.GetBytes(8 * 1024 * 1024 + 1);
        await PutAsync(Bucket, "big", content);

        await using var stream = await Store.OpenReadAsync(Bucket, "big", Ct);
        Assert.IsNotType<MemoryStream>(stream);
        Assert.Equal(SHA256.HashData(content), await SHA256.HashDataAsync(stream, Ct));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await FailsAsync(ObjectStoreFailure.NotFound, () => ListAsync());
        await FailsAsync(ObjectStoreFailure.NotFound, () => ReadAsync("a"));
        await EnsureAsync();
        await FailsAsync(ObjectStoreFailure.NotFound, () => ReadAsync("a"));
    }

    [Fact]
    public async Task A_dead_store_is_unreachable()
    {
        await FailsAsync(ObjectStoreFailure.Unreachable, () => DeadStore.EnsureBucketAsync(_organization, Bucket, Ct));
        await FailsAsync(ObjectStoreFailure.Unreachable, () => DeadStore.DeleteBucketAsync(_organization, Bucket, Ct));
        await FailsAsync(ObjectStoreFailure.Unreachable, () => DeadStore.OpenReadAsync(Bucket, "a", Ct));
        await FailsAsync(
            ObjectStoreFailure.Unreachable, async () => await DeadStore.ListAsync(Bucket, "", Ct).GetAsyncEnumerator(Ct).MoveNextAsync());
    }

    [Fact]
    public Task A_store_that_does_not_let_us_in_says_denied() =>
        FailsAsync(ObjectStoreFailure.Denied, () => ClosedStore.EnsureBucketAsync(_organization, Bucket, Ct));

    [Fact]
    public async Task A_cancelled_call_says_so()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.EnsureBucketAsync(_organization, Bucket, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.OpenReadAsync(Bucket, "a", cancelled.Token));
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("Upper")]
    public Task A_name_that_is_no_bucket_name_goes_nowhere(string bucket) =>
        Assert.ThrowsAsync<ArgumentException>(() => Store.EnsureBucketAsync(_organization, bucket, Ct));
}
