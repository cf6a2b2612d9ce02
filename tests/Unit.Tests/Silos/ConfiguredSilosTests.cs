using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Warehouse.Silos;

public sealed class ConfiguredSilosTests
{
    [Theory]
    [InlineData("silo-1.internal:30000", true)]
    [InlineData("10.0.0.1:30000", true)]
    [InlineData("[::1]:30000", true)]
    [InlineData("silo-1", false)]
    [InlineData("silo-1:port", false)]
    [InlineData("silo-1:0", false)]
    [InlineData("", false)]
    [InlineData("silo-1:30000/path", false)]
    public void An_entry_is_host_and_port(string entry, bool isWellFormed) => Assert.Equal(isWellFormed, ConfiguredSilos.IsWellFormed(entry));

    [Fact]
    public async Task Addresses_and_names_become_silos_each_once() =>
        Assert.Equal(
            ["gwy.tcp://127.0.0.1:30000/0", "gwy.tcp://127.0.0.1:30001/0"],
            await ListAsync("127.0.0.1:30000", "127.0.0.1:30001", "127.0.0.1:30000"));

    [Fact]
    public async Task A_name_that_is_nowhere_is_an_error_as_long_as_nothing_is_known() =>
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => ListAsync("silo.invalid:30000"));

    private static async Task<IEnumerable<string>> ListAsync(params string[] entries)
    {
        IGatewayListProvider list = new ConfiguredSilos(entries, Options.Create(new GatewayOptions()), NullLogger<ConfiguredSilos>.Instance);
        return (await list.GetGatewaysAsync(CancellationToken.None)).Select(silo => silo.ToString());
    }
}
