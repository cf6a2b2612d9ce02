using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Warehouse.Backfills.Loading;
using Warehouse.ObjectStore;
using Warehouse.Servers;
using Warehouse.Settings;
using Warehouse.Tables;
using Warehouse.Warehouses;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Backfills;

/// <summary>A real warehouse, a bucket, and a loader of the silo's making in the test's own process.</summary>
internal sealed class LoadBench : IAsyncDisposable
{
    public const long ProjectId = 1;
    private readonly WarehouseServers _servers;
    private readonly string _bucketFolder;
    private int _plans;

    private LoadBench(TestWarehouse warehouse, WarehouseStatus status, IConfiguration settings, string scratch)
    {
        (Warehouse, Status, Scratch) = (warehouse, status, scratch);
        _servers = WarehouseServers.FromConfiguration(settings);
        var storeOptions = settings.Read<ObjectStoreOptions>();
        Store = new DirectoryObjectStore(Options.Create(storeOptions), NullLogger<DirectoryObjectStore>.Instance);
        Target = new BackfillTarget
        {
            OrganizationId = warehouse.OrganizationId,
            ProjectId = ProjectId,
            Server = settings["Warehouse:Servers:0:Name"]!,
            DatabaseName = warehouse.Name,
            ServiceLogin = WarehouseSpec.ServiceLoginOf(warehouse.OrganizationId),
            RootLogin = warehouse.Name,
            Bucket = BucketName.For(warehouse.OrganizationId, storeOptions.BucketPrefix),
            TableSuffix = "main",
        };
        _bucketFolder = Path.Combine(storeOptions.Path!, Target.Bucket);
        var options = Options.Create(new BackfillLoadingOptions { ScratchFolder = scratch, LockTimeout = TimeSpan.FromSeconds(10) });
        var sessions = new ServiceSessions(_servers, ServiceLogins.FromConfiguration(settings), options);
        Setup = new ProjectTablesSetup(sessions, NullLogger<ProjectTablesSetup>.Instance);
        Loader = new PartitionLoader(sessions, Store, options, Options.Create(new LoadLimits()));
    }

    public TestWarehouse Warehouse { get; }

    public WarehouseStatus Status { get; }

    public string Scratch { get; }

    public DirectoryObjectStore Store { get; }

    public BackfillTarget Target { get; }

    public ProjectTablesSetup Setup { get; }

    public PartitionLoader Loader { get; }

    public static async Task<LoadBench> CreateAsync(TestDeployment deployment)
    {
        var warehouse = await TestWarehouse.ReadyAsync(deployment);
        var status = (await warehouse.Grain.GetStatusAsync())!;
        var settings = new ConfigurationBuilder().AddJsonFile(deployment.Deployment.SiloSettings).Build();
        return new LoadBench(warehouse, status, settings, Directory.CreateTempSubdirectory("loader-test-").FullName);
    }

    /// <summary>The path of a file of a partition, with its folder there.</summary>
    public string FilePath(string partition, string name, Dataset dataset = Dataset.Events)
    {
        var folder = Path.Combine(_bucketFolder, "backfill", $"{ProjectId}", DatasetTable.Of(dataset).Prefix, partition);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, name);
    }

    public void Clear(string partition, Dataset dataset = Dataset.Events) =>
        Directory.Delete(Path.GetDirectoryName(FilePath(partition, "x", dataset))!, recursive: true);

    public async Task<PartitionPlan> PlanAsync(string partition, Dataset dataset = Dataset.Events)
    {
        var files = new List<PartitionFile>();
        var prefix = $"backfill/{ProjectId}/{DatasetTable.Of(dataset).Prefix}/{partition}/";
        await foreach (var file in Store.ListAsync(Target.Bucket, prefix, default))
        {
            files.Add(new PartitionFile { Key = file.Key, ETag = file.ETag, Size = file.Size });
        }

        return new PartitionPlan
        {
            Dataset = dataset,
            Partition = partition,
            Files = files,
            PlannedAt = DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000 + _plans++),
            Fingerprint = string.Join(';', files.Select(file => file.ETag)),
        };
    }

    public async Task<LoadedPartition> LoadAsync(string partition, Dataset dataset = Dataset.Events) =>
        await LoadAsync(await PlanAsync(partition, dataset));

    public async Task<LoadedPartition> LoadAsync(PartitionPlan plan)
    {
        await Setup.EnsureAsync(Target, [plan], default);
        return await Loader.LoadAsync(Target, plan, Unwatched.Instance, default);
    }

    public async Task<BackfillException> FailAsync(string partition, Dataset dataset = Dataset.Events)
    {
        var plan = await PlanAsync(partition, dataset);
        await Setup.EnsureAsync(Target, [plan], default);
        return await Assert.ThrowsAsync<BackfillException>(() => Loader.LoadAsync(Target, plan, Unwatched.Instance, default));
    }

    /// <summary>Asks as the customer.</summary>
    public async Task<object?> AskAsync(string sql)
    {
        await using var connection = await Warehouse.LogInAsync(Status);
        return await connection.ScalarAsync(sql);
    }

    public async Task<long> CountAsync(string table = "events_main") => (long)(await AskAsync($"SELECT count(*) FROM {table}"))!;

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Directory.GetFileSystemEntries(Scratch));
        Directory.Delete(Scratch, recursive: true);
        await _servers.DisposeAsync();
    }

    /// <summary>Lets a load do what it likes.</summary>
    internal sealed class Unwatched : ILoadWatch
    {
        internal static readonly Unwatched Instance = new();

        public void Moved(long rows, long bytes)
        {
        }

        public void Expect(TimeSpan silence)
        {
        }
    }
}
