using Warehouse.Jobs;

namespace Warehouse.Access;

public sealed class RecentMissesTests
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_miss_is_remembered_for_five_seconds()
    {
        var misses = new RecentMisses<string>(_time);
        Assert.False(misses.Contains("a"));
        misses.Add("a");
        _time.Now += TimeSpan.FromSeconds(4.999);
        Assert.True(misses.Contains("a"));
        Assert.False(misses.Contains("b"));
        _time.Now += TimeSpan.FromSeconds(0.001);
        Assert.False(misses.Contains("a"));
    }

    [Fact]
    public void Any_number_of_misses_takes_bounded_memory()
    {
        var misses = new RecentMisses<long>(_time);
        const int Many = 5 * RecentMisses<long>.Capacity;
        for (long i = 0; i < Many; i++)
        {
            misses.Add(i);
        }

        Assert.InRange(Enumerable.Range(0, Many).Count(i => misses.Contains(i)), 1, RecentMisses<long>.Capacity);
        Assert.True(misses.Contains(Many - 1));
    }
}
