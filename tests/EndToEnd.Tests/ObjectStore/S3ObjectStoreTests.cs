using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Warehouse.ObjectStore;

namespace Warehouse.EndToEnd.ObjectStore;

public sealed class S3ObjectStoreTests(S3Server server) : ObjectStoreSuite, IAsyncLifetime
{
    private readonly List<IDisposable> _disposables = [];

    private protected override IObjectStore Store => Over(_ => { });

    private protected override IObjectStore DeadStore => Over(s3 => s3.ServiceUrl = $"http://127.0.0.1:{FreePort.Next()}");

    private protected override IObjectStore ClosedStore => Over(s3 => s3.SecretKey = "wrong-secret");

    private AmazonS3Client Client => Keep(server.Client());

    public async ValueTask InitializeAsync() => await server.StartedAsync;

    public ValueTask DisposeAsync()
    {
        _disposables.ForEach(one => one.Dispose());
        return ValueTask.CompletedTask;
    }

    private protected override Task MakeAsync(string bucket) => Client.PutBucketAsync(bucket, Ct);

    private protected override Task PutAsync(string bucket, string key, byte[] content) =>
        Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = new MemoryStream(content) }, Ct);

    private protected override async Task<bool> ExistsAsync(string bucket) =>
        (await Client.ListBucketsAsync(Ct)).Buckets?.Any(found => found.BucketName == bucket) ?? false;

    [Fact]
    public Task An_unknown_key_id_is_denied() =>
        FailsAsync(ObjectStoreFailure.Denied, () => Over(s3 => s3.AccessKey = "nobody").EnsureBucketAsync(Organization, Bucket, Ct));

    [Fact]
    public async Task A_bucket_of_another_account_is_foreign_and_nothing_of_it_is_deleted()
    {
        using var stranger = server.Client(S3Server.Stranger);
        await stranger.PutBucketAsync(Bucket, Ct);

        await FailsAsync(ObjectStoreFailure.ForeignBucket, EnsureAsync);
        await FailsAsync(ObjectStoreFailure.Denied, DeleteAsync);
        Assert.Empty((await stranger.ListObjectsV2Async(new() { BucketName = Bucket }, Ct)).S3Objects ?? []);
    }

    [Fact]
    public async Task A_bucket_of_another_account_stays_foreign_when_it_is_open_to_us_and_carries_our_marker()
    {
        using var stranger = server.Client(S3Server.Stranger);
        await stranger.PutBucketAsync(Bucket, Ct);
        await stranger.PutObjectAsync(
            new() { BucketName = Bucket, Key = OwnerMarker.Key, ContentBody = $$"""{"organization_id":"{{Organization}}"}""" }, Ct);
        await stranger.PutBucketPolicyAsync(Bucket, $$"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*",
             "Resource":["arn:aws:s3:::{{Bucket}}","arn:aws:s3:::{{Bucket}}/*"]}]}
            """, Ct);
        Assert.Contains(Organization.ToString(), await ReadAsync(OwnerMarker.Key), StringComparison.Ordinal);

        await FailsAsync(ObjectStoreFailure.ForeignBucket, EnsureAsync);
    }

    [Fact]
    public async Task More_objects_than_one_page_or_one_batch_takes_are_listed_and_deleted()
    {
        await EnsureAsync();
        var keys = Enumerable.Range(0, 1003).Select(i => string.Create(CultureInfo.InvariantCulture, $"many/{i:d4}")).ToList();
        var client = Client;
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Ct }, async (key, token) =>
            await client.PutObjectAsync(new() { BucketName = Bucket, Key = key, ContentBody = "1" }, token));

        Assert.Equal(keys, (await ListAsync("many/")).Select(found => found.Key));
        await DeleteAsync();
        Assert.False(await ExistsAsync(Bucket));
    }

    [Fact]
    public async Task Unfinished_uploads_are_deleted_with_the_bucket()
    {
        await EnsureAsync();
        foreach (var key in new[] { "a", "b" })
        {
            var upload = await Client.InitiateMultipartUploadAsync(Bucket, key, Ct);
            await Client.UploadPartAsync(
                new()
                {
                    BucketName = Bucket,
                    Key = key,
                    UploadId = upload.UploadId,
                    PartNumber = 1,
                    InputStream = new MemoryStream(new byte[1024]),
                }, Ct);
        }

        Assert.Empty(await ListAsync());
        await DeleteAsync();
        Assert.False(await ExistsAsync(Bucket));
    }

    [Fact]
    public async Task Versions_are_deleted_with_the_bucket()
    {
        await EnsureAsync();
        await Client.PutBucketVersioningAsync(
            new() { BucketName = Bucket, VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } }, Ct);
        await PutAsync("a", "1");
        await PutAsync("a", "2");
        await Client.DeleteObjectAsync(Bucket, "a", Ct);

        await DeleteAsync();
        Assert.False(await ExistsAsync(Bucket));
    }

    /// <summary>The process dies after each of its requests in turn; whether the server got the last one is tried both ways.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_kill_between_any_two_requests_leaves_what_the_next_call_completes(bool lastArrives)
    {
        for (var requests = 0; ; requests++)
        {
            await using var dying = await DyingConnection.StartAsync(server.Url, requests, lastArrives, Ct);
            var store = Over(s3 => (s3.ServiceUrl, s3.Retries) = (dying.Url, 0));
            var survived = await SurvivesAsync(() => store.EnsureBucketAsync(Organization, Bucket, Ct));
            await EnsureAsync();
            if (survived)
            {
                Assert.InRange(requests, 4, 8);
                break;
            }
        }

        await PutAsync("a", "1");
        for (var requests = 0; ; requests++)
        {
            await using var dying = await DyingConnection.StartAsync(server.Url, requests, lastArrives, Ct);
            var store = Over(s3 => (s3.ServiceUrl, s3.Retries) = (dying.Url, 0));
            var survived = await SurvivesAsync(() => store.DeleteBucketAsync(Organization, Bucket, Ct));
            if (survived)
            {
                break;
            }
        }

        Assert.False(await ExistsAsync(Bucket));
    }

    [Fact]
    public async Task A_server_that_accepts_and_never_answers_is_noticed()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        var store = Over(s3 =>
        {
            s3.ServiceUrl = $"http://{deaf.LocalEndpoint}";
            s3.RequestTimeout = TimeSpan.FromMilliseconds(300);
        });

        await FailsAsync(ObjectStoreFailure.Unreachable, () => store.EnsureBucketAsync(Organization, Bucket, Ct))
            .WaitAsync(TimeSpan.FromSeconds(5), Ct);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_that_stops_half_way_is_an_outage_and_not_an_end(bool connectionStaysOpen)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var store = Over(s3 =>
        {
            s3.ServiceUrl = $"http://{listener.LocalEndpoint}";
            s3.RequestTimeout = TimeSpan.FromMilliseconds(500);
        });
        var opening = store.OpenReadAsync(Bucket, "a", Ct);
        using var connection = await listener.AcceptTcpClientAsync(Ct);
        await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n1\n2\n"u8.ToArray(), Ct);
        await using var content = await opening;
        if (!connectionStaysOpen)
        {
            connection.Client.Shutdown(SocketShutdown.Send);
        }

        await FailsAsync(ObjectStoreFailure.Unreachable, () => content.CopyToAsync(Stream.Null, Ct));
    }

    [Fact]
    public async Task A_reader_may_take_longer_than_a_request()
    {
        await EnsureAsync();
        await PutAsync(Bucket, "big", new byte[32 * 1024 * 1024]);
        var store = Over(s3 => s3.RequestTimeout = TimeSpan.FromSeconds(2));

        await using var content = await store.OpenReadAsync(Bucket, "big", Ct);
        var buffer = new byte[1024 * 1024];
        await content.ReadExactlyAsync(buffer, Ct);
        await Task.Delay(TimeSpan.FromSeconds(3), Ct);
        var rest = new MemoryStream();
        await content.CopyToAsync(rest, Ct);

        Assert.Equal(31 * 1024 * 1024, rest.Length);
    }

    private static async Task<bool> SurvivesAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (ObjectStoreException exception) when (exception.Failure == ObjectStoreFailure.Unreachable)
        {
            return false;
        }
    }

    private S3ObjectStore Over(Action<S3Options> change)
    {
        var options = server.Options();
        change(options.S3);
        return Keep(new S3ObjectStore(Options.Create(options), NullLogger<S3ObjectStore>.Instance));
    }

    private T Keep<T>(T disposable)
        where T : IDisposable
    {
        _disposables.Add(disposable);
        return disposable;
    }
}
