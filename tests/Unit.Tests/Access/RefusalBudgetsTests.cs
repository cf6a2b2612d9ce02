using System.Net;
using Microsoft.Extensions.Options;
using Warehouse.Jobs;

namespace Warehouse.Access;

public sealed class RefusalBudgetsTests
{
    private static readonly IPAddress Someone = IPAddress.Parse("192.0.2.1");
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_minutes_refusals_fit_at_once_and_then_one_at_a_time()
    {
        var budgets = Budgets(6);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(TimeSpan.Zero, budgets.WaitFor(Someone));
            budgets.Count(Someone);
        }

        Assert.Equal(TimeSpan.FromSeconds(10), budgets.WaitFor(Someone));
        _time.Now += TimeSpan.FromSeconds(10);
        Assert.Equal(TimeSpan.Zero, budgets.WaitFor(Someone));
        budgets.Count(Someone);
        Assert.Equal(TimeSpan.FromSeconds(10), budgets.WaitFor(Someone));
        Assert.Equal(TimeSpan.Zero, budgets.WaitFor(IPAddress.Parse("192.0.2.2")));
    }

    [Fact]
    public void Refusals_that_were_under_way_together_do_not_lengthen_the_wait()
    {
        var budgets = Budgets(6);
        for (var i = 0; i < 100; i++)
        {
            budgets.Count(Someone);
        }

        Assert.Equal(TimeSpan.FromSeconds(10), budgets.WaitFor(Someone));
    }

    [Fact]
    public void Zero_is_no_limit_and_a_request_without_an_address_has_none()
    {
        foreach (var (budgets, address) in new[] { (Budgets(0), Someone), (Budgets(1), null) })
        {
            for (var i = 0; i < 10; i++)
            {
                budgets.Count(address);
            }

            Assert.Equal(TimeSpan.Zero, budgets.WaitFor(address));
        }
    }

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    public void A_network_of_IPv6_is_one_and_an_address_of_IPv4_is_one_however_it_is_written(string one, string other, bool same)
    {
        var budgets = Budgets(1);
        budgets.Count(IPAddress.Parse(one));
        Assert.Equal(same, budgets.WaitFor(IPAddress.Parse(other)) > TimeSpan.Zero);
    }

    [Fact]
    public void Any_number_of_addresses_takes_bounded_memory_and_those_too_many_share_a_budget()
    {
        var budgets = Budgets(1);
        for (var i = 0; i < RefusalBudgets.Capacity; i++)
        {
            budgets.Count(new IPAddress(i));
        }

        var (late, later) = (IPAddress.Parse("203.0.113.1"), IPAddress.Parse("203.0.113.2"));
        Assert.Equal(TimeSpan.Zero, budgets.WaitFor(late));
        budgets.Count(late);
        Assert.NotEqual(TimeSpan.Zero, budgets.WaitFor(later));

        // Once the budgets of the many are full again, they are forgotten and there is room.
        _time.Now += TimeSpan.FromMinutes(1);
        budgets.Count(late);
        Assert.NotEqual(TimeSpan.Zero, budgets.WaitFor(late));
        Assert.Equal(TimeSpan.Zero, budgets.WaitFor(later));
    }

    private RefusalBudgets Budgets(int perMinute) => new(Options.Create(new RateLimits { RefusalsPerMinute = perMinute }), _time);
}
