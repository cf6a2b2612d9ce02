using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Warehouse.Access;

/// <summary>
/// How many refused requests an address may still send. A budget holds a minute's worth and fills up evenly, so all that is kept of an
/// address is the moment at which its budget will be full again (the generic cell rate algorithm). The limiters of
/// System.Threading.RateLimiting take their permit before the request is known to be refused, and have no bound on their number.
/// </summary>
internal sealed class RefusalBudgets(IOptions<RateLimits> limits, TimeProvider time)
{
    public const int Capacity = 50_000;
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    // Shared by all addresses that come when there is no room for more.
    private static readonly IPAddress Others = IPAddress.None;

    private readonly ConcurrentDictionary<IPAddress, TimeSpan> _fullAt = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _sweptAt;

    private int PerMinute => limits.Value.RefusalsPerMinute;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Zero while the address may be refused once more; otherwise how long until it may.</summary>
    public TimeSpan WaitFor(IPAddress? address)
    {
        if (PerMinute == 0 || address is null || _fullAt.IsEmpty || !_fullAt.TryGetValue(Find(address), out var fullAt))
        {
            return TimeSpan.Zero;
        }

        var wait = fullAt + (Span / PerMinute) - Span - Now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>Takes one refusal out of the address's budget.</summary>
    public void Count(IPAddress? address)
    {
        if (PerMinute == 0 || address is null)
        {
            return;
        }

        var now = Now;
        var one = Span / PerMinute;
        _fullAt.AddOrUpdate(MakeRoomFor(address, now), now + one, (_, fullAt) => Earlier(Later(fullAt, now) + one, now + Span));
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    /// <summary>
    /// Who has one address of IPv6 has 2^64 of them, so the network counts. An IPv4 address is the same however it is written.
    /// </summary>
    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private IPAddress Find(IPAddress address)
    {
        var network = NetworkOf(address);
        return _fullAt.ContainsKey(network) || _fullAt.Count < Capacity ? network : Others;
    }

    private IPAddress MakeRoomFor(IPAddress address, TimeSpan now)
    {
        if (_fullAt.Count >= Capacity && now - _sweptAt >= SweepEvery)
        {
            _sweptAt = now;
            foreach (var (full, at) in _fullAt)
            {
                if (at <= now)
                {
                    _fullAt.TryRemove(full, out _);
                }
            }
        }

        return Find(address);
    }
}
