namespace Warehouse.Cli;

public sealed class PageTests
{
    [Theory]
    [InlineData(0, 10, 0, null)]
    [InlineData(9, 10, 9, null)]
    [InlineData(10, 10, 10, null)]
    [InlineData(11, 10, 10, 10L)]
    [InlineData(1200, 1000, 1000, 1000L)]
    [InlineData(1200, 1200, 1200, null)]
    [InlineData(500, 500, 500, null)]
    [InlineData(1200, 5000, 1200, null)]
    public async Task A_page_ends_at_its_limit_and_says_where_to_go_on(int existing, int limit, int expected, long? next)
    {
        var page = await Page.FetchAsync<long, long?>(limit, null, Fetch(existing), id => id);
        Assert.Equal(Enumerable.Range(1, expected).Select(id => (long)id), page.Items);
        Assert.Equal(next, page.NextAfter);
    }

    [Fact]
    public async Task The_pages_together_are_the_whole_list()
    {
        var all = new List<long>();
        long? after = null;
        do
        {
            var page = await Page.FetchAsync(7, after, Fetch(50), id => (long?)id);
            all.AddRange(page.Items);
            after = page.NextAfter;
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(1, 50).Select(id => (long)id), all);
    }

    private static Func<int, long?, Task<IReadOnlyList<long>>> Fetch(int existing) => (limit, after) =>
    {
        Assert.InRange(limit, 1, 500);
        return Task.FromResult<IReadOnlyList<long>>(
            [.. Enumerable.Range(1, existing).Select(id => (long)id).Where(id => after is null || id > after).Take(limit)]);
    };
}
