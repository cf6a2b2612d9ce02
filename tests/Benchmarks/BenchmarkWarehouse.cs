using System.Globalization;
using System.Net.Http.Headers;
using DuckDB.NET.Data;
using Npgsql;
using Warehouse.Access;
using Warehouse.Backfills;
using Warehouse.Credentials;
using Warehouse.Organizations;
using Warehouse.Teams;
using Warehouse.Warehouses;

namespace Warehouse;

/// <summary>A cluster of real processes with one organization, one project and, once provisioned, its warehouse.</summary>
internal sealed class BenchmarkWarehouse : IAsyncDisposable
{
    public const string DatabaseName = "benchmark";
    private readonly LoginPassword _password = LoginPassword.Generate();
    private readonly Guid _organizationId = Guid.NewGuid();

    private BenchmarkWarehouse(TestDeployment deployment, int siloId) => (Deployment, SiloId) = (deployment, siloId);

    public TestDeployment Deployment { get; }

    /// <summary>The silo's process.</summary>
    public int SiloId { get; }

    public long ProjectId { get; private set; }

    public string Key { get; } = ApiKey.Generate();

    public ITeamGrain Team => Deployment.Grains.Team(ProjectId);

    public static async Task<BenchmarkWarehouse> StartAsync()
    {
        var deployment = await TestDeployment.PrepareAsync();
        var silo = await deployment.StartSiloAsync();
        await deployment.StartGatewayAsync();
        await deployment.ConnectAsync();
        var warehouse = new BenchmarkWarehouse(deployment, silo.Id);
        await warehouse.RegisterAsync();
        return warehouse;
    }

    public ValueTask DisposeAsync() => Deployment.DisposeAsync();

    /// <summary>The folder of a partition in the organization's bucket.</summary>
    public string FolderOf(string partition) => Directory.CreateDirectory(Path.Combine(
        Deployment.Deployment.ObjectStore, $"warehouse-{_organizationId:N}", "backfill", $"{ProjectId}", "events", partition)).FullName;

    public void ClearBucket() => Directory.Delete(Path.GetDirectoryName(FolderOf("x"))!, recursive: true);

    public async Task ProvisionAsync()
    {
        var warehouse = Deployment.Grains.Warehouse(_organizationId);
        await warehouse.ProvisionAsync(new ProvisionCommand
        {
            OperationId = Guid.NewGuid(),
            ProjectId = ProjectId,
            DatabaseName = DatabaseName,
            TableSuffix = "main",
            Verifier = _password.Verifier,
        });
        while (await warehouse.GetStatusAsync() is var status && status?.State != WarehouseState.Ready)
        {
            if (status?.State == WarehouseState.Failed)
            {
                throw new InvalidOperationException(status.StatusMessage);
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Waits until <paramref name="partitions"/> partitions are loaded, as listed after <paramref name="since"/>.</summary>
    public async Task<BackfillReport> UntilLoadedAsync(int partitions, DateTimeOffset since)
    {
        while (true)
        {
            var report = await Team.GetBackfillAsync();
            if (report.PartitionsFailed > 0)
            {
                throw new InvalidOperationException(report.Partitions.First(partition => partition.Error is not null).Error);
            }

            if (report.ListedAt > since && report.PartitionsTotal == partitions && report.PartitionsDone == partitions)
            {
                return report;
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Logs in as the customer.</summary>
    public async Task<NpgsqlConnection> LogInAsync()
    {
        var at = (await Deployment.Grains.Warehouse(_organizationId).GetStatusAsync())!.Connection!;
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = at.Host,
            Port = at.Port,
            Database = at.Database,
            Username = at.Username,
            Password = _password.Clear,
            CommandTimeout = 600,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Writes the rows of a DuckDB query into a file, in the format of its ending.</summary>
    public static void Write(string query, string path, int rowGroup = 122_880)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        var format = Path.GetExtension(path) switch
        {
            ".parquet" => string.Create(CultureInfo.InvariantCulture, $"FORMAT parquet, ROW_GROUP_SIZE {rowGroup}"),
            ".jsonl" => "FORMAT json",
            _ => "FORMAT csv, HEADER",
        };
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"COPY ({query}) TO '{path}' ({format})");
        command.ExecuteNonQuery();
    }

    /// <summary>Further projects of the organization.</summary>
    public async Task<IReadOnlyList<long>> AddProjectsAsync(int count)
    {
        var projects = new List<long>();
        for (var i = 0; i < count; i++)
        {
            projects.Add((await Deployment.Grains.Organization(_organizationId).CreateProjectAsync(null, $"Project {i}")).ProjectId);
        }

        return projects;
    }

    private async Task RegisterAsync()
    {
        var organization = Deployment.Grains.Organization(_organizationId);
        await organization.CreateAsync("Benchmark");
        ProjectId = (await organization.CreateProjectAsync(null, "Benchmark")).ProjectId;
        await organization.AddKeyAsync(new ApiKeyRegistration
        {
            Id = Guid.CreateVersion7(),
            Hash = ApiKey.Hash(Key),
            OrganizationId = _organizationId,
            Role = OrganizationRole.Admin,
            Label = "benchmark",
            Scopes = [Scopes.All],
            CreatedAt = DateTimeOffset.UtcNow,
        });
        Deployment.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }
}
