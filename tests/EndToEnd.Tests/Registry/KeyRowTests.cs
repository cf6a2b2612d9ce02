using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Warehouse.Local;
using Warehouse.Organizations;
using Warehouse.Registry;

namespace Warehouse.Access;

/// <summary>A key's row as a second activation of the key's grain holds it, on the real registry.</summary>
public sealed class KeyRowTests(ClusterFixture cluster) : IAsyncDisposable
{
    private readonly Clock _clock = new();
    private readonly NpgsqlDataSource _database =
        NpgsqlDataSource.Create(cluster.Deployment.Postgres.ConnectionString(LocalDeployment.SystemDatabaseName) + ";Pooling=false");

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_revocation_that_did_not_reach_it_is_found_within_a_minute()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var row = Row(organization.Key, new RegistryStore(_database));
        Assert.NotNull(await row.FindAsync());
        await cluster.Grains.ApiKey(ApiKey.Hash(organization.Key)).RevokeAsync();

        _clock.Passed = TimeSpan.FromSeconds(59);
        await row.FindAsync();
        Assert.True(row.IsValid);
        _clock.Passed = TimeSpan.FromSeconds(60);
        await row.FindAsync();
        Assert.False(row.IsValid);
    }

    [Fact]
    public async Task While_the_database_is_away_the_known_row_stands()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        await using var away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=3");
        var row = Row(organization.Key, new RegistryStore(away));
        Assert.NotNull(await row.FindAsync());
        for (var minutes = 1; minutes <= 3; minutes++)
        {
            _clock.Passed = TimeSpan.FromMinutes(minutes);
            Assert.NotNull(await row.FindAsync());
            Assert.True(row.IsValid);
        }
    }

    // It finds the row in the real registry, and reads it again in the given one.
    private KeyRow Row(string key, RegistryStore again) =>
        new(ApiKey.Hash(key), new AccessDirectory(new RegistryStore(_database), _clock), again, _clock, NullLogger.Instance);

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
