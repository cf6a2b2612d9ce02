using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Warehouse.Silos;

public sealed class SiloListTests
{
    private static readonly Uri First = new("gwy.tcp://127.0.0.1:30000/1");
    private static readonly Uri Second = new("gwy.tcp://127.0.0.1:30001/2");

    [Fact]
    public async Task While_the_silos_cannot_be_looked_up_the_last_known_ones_stay()
    {
        var list = new ScriptedList([First], null, [First, Second], null, null);
        Assert.Equal([First], await list.GetGateways());
        Assert.Equal([First], await list.GetGateways());
        Assert.Equal([First, Second], await list.GetGateways());
        Assert.Equal([First, Second], await list.GetGateways());
        Assert.Equal([First, Second], await list.GetGateways());
    }

    [Fact]
    public async Task A_cluster_without_silos_is_an_answer_too()
    {
        var list = new ScriptedList([First], [], null);
        await list.GetGateways();
        Assert.Empty(await list.GetGateways());
        Assert.Empty(await list.GetGateways());
    }

    [Fact]
    public async Task Without_a_first_answer_the_failure_is_told()
    {
        var list = new ScriptedList(null, [First]);
        await Assert.ThrowsAsync<SocketException>(list.GetGateways);
        Assert.Equal([First], await list.GetGateways());
    }

    private sealed class ScriptedList(params Uri[]?[] answers) : SiloList(TimeSpan.FromSeconds(3), NullLogger.Instance)
    {
        private int _asked;

        protected override Task<IList<Uri>> LookUpAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IList<Uri>>(answers[_asked++] ?? throw new SocketException());
    }
}
