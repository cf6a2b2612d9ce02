using Npgsql;
using Warehouse.Credentials;

namespace Warehouse.Warehouses;

/// <summary>A warehouse driven through its grain, and the password only its test knows.</summary>
public sealed class TestWarehouse
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly TestDeployment _deployment;

    public TestWarehouse(TestDeployment deployment, Guid? organizationId = null) =>
        (_deployment, OrganizationId) = (deployment, organizationId ?? Guid.NewGuid());

    public Guid OrganizationId { get; }

    public LoginPassword Password { get; private set; } = LoginPassword.Generate();

    public string Name { get; private set; } = NewName();

    public Guid OperationId { get; private set; } = Guid.NewGuid();

    public IWarehouseGrain Grain => _deployment.Grains.Warehouse(OrganizationId);

    public static string NewName() => "w" + Guid.NewGuid().ToString("N")[..16];

    public Task<ProvisionResult> ProvisionAsync(string? name = null, long projectId = 1, string suffix = "main")
    {
        Name = name ?? Name;
        OperationId = Guid.NewGuid();
        Password = LoginPassword.Generate();
        return SendProvisionAsync(projectId, suffix);
    }

    /// <summary>The same command once more, as a caller does whose answer was lost.</summary>
    public Task<ProvisionResult> SendProvisionAsync(long projectId = 1, string suffix = "main") => Grain.ProvisionAsync(new ProvisionCommand
    {
        OperationId = OperationId,
        ProjectId = projectId,
        DatabaseName = Name,
        TableSuffix = suffix,
        Verifier = Password.Verifier,
    });

    public static Task<TestWarehouse> ReadyAsync(TestDeployment deployment, TestOrganization organization) =>
        ReadyAsync(deployment, organization.Id, organization.ProjectId);

    public static async Task<TestWarehouse> ReadyAsync(TestDeployment deployment, Guid? organizationId = null, long projectId = 1)
    {
        var warehouse = new TestWarehouse(deployment, organizationId);
        Assert.Equal(ProvisionOutcome.Accepted, (await RetryAsync(() => warehouse.ProvisionAsync(projectId: projectId))).Outcome);
        await warehouse.UntilAsync(WarehouseState.Ready);
        return warehouse;
    }

    /// <summary>Polls until the state is there. Calls that fail because a silo has just died are tried again, as a client would.</summary>
    public async Task<WarehouseStatus> UntilAsync(WarehouseState state)
    {
        using var limit = new CancellationTokenSource(Patience);
        WarehouseStatus? last = null;
        while (!limit.IsCancellationRequested)
        {
            try
            {
                last = await Grain.GetStatusAsync();
                if (last?.State == state)
                {
                    return last;
                }
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or Failures.UnavailableException)
            {
                // Not there at the moment.
            }

            await Task.Delay(20, CancellationToken.None);
        }

        throw new TimeoutException($"The warehouse is {last?.State.ToString() ?? "not there"} ({last?.StatusMessage}), not {state}.");
    }

    /// <summary>Sends again what failed because a silo has just gone or come, as the gateway does.</summary>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (
                tries < 100 && exception is OrleansException or TimeoutException or Failures.UnavailableException)
            {
                await Task.Delay(100);
            }
        }
    }

    public Task<NpgsqlConnection> LogInAsync(WarehouseStatus status) => LogInAsync(status, Password.Clear);

    public static async Task<NpgsqlConnection> LogInAsync(WarehouseStatus status, string password, string? database = null)
    {
        var at = status.Connection!;
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = at.Host,
            Port = at.Port,
            Database = database ?? at.Database,
            Username = at.Username,
            Password = password,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
