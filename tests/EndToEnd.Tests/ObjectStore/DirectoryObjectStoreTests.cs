using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Warehouse.ObjectStore;

namespace Warehouse.EndToEnd.ObjectStore;

public sealed class DirectoryObjectStoreTests : ObjectStoreSuite, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("warehouse-store-").FullName;
    private DateTime _written = DateTime.UtcNow;

    private protected override IObjectStore Store => Over(_root);

    private protected override IObjectStore DeadStore => Over(Path.Combine(_root, "not-mounted"));

    // Not even root may make a folder here.
    private protected override IObjectStore ClosedStore => Over("/sys/kernel");

    private string Folder => Path.Combine(_root, Bucket);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private protected override Task MakeAsync(string bucket)
    {
        Directory.CreateDirectory(Path.Combine(_root, bucket));
        return Task.CompletedTask;
    }

    private protected override async Task PutAsync(string bucket, string key, byte[] content)
    {
        var file = Path.Combine(_root, bucket, key);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, content, Ct);

        // Two writes within one tick of the file system's clock are not told apart.
        File.SetLastWriteTimeUtc(file, _written = _written.AddMilliseconds(1));
    }

    private protected override Task<bool> ExistsAsync(string bucket) => Task.FromResult(Path.Exists(Path.Combine(_root, bucket)));

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a/../b")]
    [InlineData("./b")]
    [InlineData("a//b")]
    [InlineData("/etc/hostname")]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a/")]
    [InlineData("b\0")]
    public async Task A_key_never_leads_out_of_its_bucket_or_to_a_folder(string key)
    {
        await EnsureAsync();
        await File.WriteAllTextAsync(Path.Combine(_root, "outside"), "1", Ct);
        await PutAsync("a/x", "1");
        await PutAsync("b", "1");

        await FailsAsync(ObjectStoreFailure.NotFound, () => ReadAsync(key));
    }

    [Fact]
    public async Task Links_are_neither_listed_nor_read_nor_deleted_through()
    {
        await EnsureAsync();
        var outside = Path.Combine(_root, "outside");
        Directory.CreateDirectory(outside);
        await File.WriteAllTextAsync(Path.Combine(outside, "file"), "1", Ct);
        await PutAsync("inside", "1");
        File.CreateSymbolicLink(Path.Combine(Folder, "file"), Path.Combine(outside, "file"));
        Directory.CreateSymbolicLink(Path.Combine(Folder, "folder"), outside);
        File.CreateSymbolicLink(Path.Combine(Folder, "alias"), "inside");

        Assert.Equal("inside", Assert.Single(await ListAsync()).Key);
        await FailsAsync(ObjectStoreFailure.NotFound, () => ReadAsync("file"));
        await FailsAsync(ObjectStoreFailure.NotFound, () => ReadAsync("folder/file"));
        await FailsAsync(ObjectStoreFailure.NotFound, () => ReadAsync("alias"));

        await DeleteAsync();
        Assert.True(File.Exists(Path.Combine(outside, "file")));
    }

    [Fact]
    public async Task A_bucket_that_is_a_link_or_a_file_is_foreign()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_root, "elsewhere")).FullName;
        Directory.CreateSymbolicLink(Folder, elsewhere);
        await FailsAsync(ObjectStoreFailure.ForeignBucket, EnsureAsync);
        await FailsAsync(ObjectStoreFailure.ForeignBucket, DeleteAsync);
        await FailsAsync(ObjectStoreFailure.ForeignBucket, () => ListAsync());
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));

        Directory.Delete(Folder);
        await File.WriteAllTextAsync(Folder, "1", Ct);
        await FailsAsync(ObjectStoreFailure.ForeignBucket, EnsureAsync);
        await FailsAsync(ObjectStoreFailure.ForeignBucket, DeleteAsync);
        Assert.Equal("1", await File.ReadAllTextAsync(Folder, Ct));
    }

    [Fact]
    public async Task A_marker_behind_a_link_is_no_marker()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_root, "elsewhere")).FullName;
        Directory.CreateDirectory(Folder);
        Directory.CreateSymbolicLink(Path.Combine(Folder, ".warehouse"), elsewhere);

        await FailsAsync(ObjectStoreFailure.ForeignBucket, EnsureAsync);
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_crash_left_of_a_marker_is_completed(bool temporaryFile)
    {
        Directory.CreateDirectory(Path.Combine(Folder, ".warehouse"));
        if (temporaryFile)
        {
            await PutAsync(".warehouse/owner.0123abcd.tmp", """{"organ""");
        }

        await EnsureAsync();
        Assert.Contains(Organization.ToString(), await ReadAsync(".warehouse/owner"), StringComparison.Ordinal);
        await DeleteAsync();
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task Unfinished_files_are_not_objects_yet()
    {
        await EnsureAsync();
        await PutAsync("a.csv", "1");
        await PutAsync("b.csv.tmp", "1");
        await PutAsync("c.csv.part", "1");
        await PutAsync(".d.csv.Xa3fK2", "1");
        await PutAsync(".hidden/e.csv", "1");

        Assert.Equal("a.csv", Assert.Single(await ListAsync()).Key);
    }

    private static DirectoryObjectStore Over(string root) =>
        new(Options.Create(new ObjectStoreOptions { Path = root }), NullLogger<DirectoryObjectStore>.Instance);
}
