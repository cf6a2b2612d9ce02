namespace Warehouse.Access;

public sealed class RequestWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_grants_the_limit_in_any_span_and_says_when_the_next_one_fits()
    {
        var window = new RequestWindow(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(window.WaitFor(3, Start.AddSeconds(i * 10)));
            window.Count(3, Start.AddSeconds(i * 10));
        }

        Assert.Equal(TimeSpan.FromSeconds(35), window.WaitFor(3, Start.AddSeconds(25)));
        Assert.Null(window.WaitFor(3, Start.AddSeconds(60)));
        window.Count(3, Start.AddSeconds(60));
        Assert.Equal(TimeSpan.FromSeconds(9), window.WaitFor(3, Start.AddSeconds(61)));
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var window = new RequestWindow(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(window.WaitFor(0, Start));
            window.Count(0, Start);
        }
    }
}
