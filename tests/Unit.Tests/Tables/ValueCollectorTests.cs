using System.Text;

namespace Warehouse.Tables;

/// <summary>What a load remembers of the values it sees, and that it says when it does not have them all.</summary>
public sealed class ValueCollectorTests
{
    private static readonly DatasetTable Table = DatasetTable.Of(Dataset.Events);
    private readonly ValueCollector _collector = new(Table);

    [Fact]
    public void Members_of_objects_are_collected_and_elements_of_arrays_three_deep()
    {
        AddJson("""{"a":"x","b":[1,[2,[3.50,true]]],"c":null}""");
        AddJson("""{"a":"y","b":false}""");
        AddJson("[1,2]");
        AddJson("\"text\"");
        Assert.Equal("x,y", Values("properties.a"));
        Assert.Equal("1,2,3.50,false,true", Values("properties.b"));
        Assert.Equal("", Values("properties.c"));
        Assert.All(_collector.Keys, key => Assert.True(key.IsComplete));
    }

    [Theory]
    [InlineData("""{"a":{"b":1}}""")]
    [InlineData("""{"a":[[[["four deep"]]]]}""")]
    [InlineData("""{"a":1e3}""")]
    [InlineData("""{"a":-0.0}""")]
    [InlineData("""{"a":1,"a":2}""")]
    public void What_would_read_otherwise_in_PostgreSQL_is_left_to_it(string json)
    {
        AddJson(json);
        Assert.False(Key("properties.a").IsComplete);
        Assert.True(Key("properties").IsComplete);
    }

    [Fact]
    public void Of_identifiers_a_thousand_are_kept_and_of_long_values_none()
    {
        for (var i = 0; i < 2_000; i++)
        {
            AddText("distinct_id", $"d{i}");
        }

        AddText("event", new string('e', 201));
        AddText("event", new string('ü', 100));
        AddText("event", new string('ü', 101));
        Assert.Equal((1_000, false), (Key("distinct_id").Values.Count, Key("distinct_id").IsComplete));
        Assert.Equal((new string('ü', 100), false), (Values("event"), Key("event").IsComplete));
    }

    [Fact]
    public void Too_many_members_leave_the_column_incomplete_and_memory_bounded()
    {
        for (var i = 0; i < 3_000; i++)
        {
            AddJson($$"""{"k{{i}}":"v","shared":{{i % 50}}}""");
        }

        Assert.False(Key("properties").IsComplete);
        Assert.True(Key("properties.shared").IsComplete);
        Assert.True(_collector.Keys.Count() <= 2_000 + Table.Columns.Count);
    }

    [Fact]
    public void All_keys_together_keep_no_more_than_fifty_thousand_values()
    {
        for (var i = 0; i < 900; i++)
        {
            AddJson("{" + string.Join(',', Enumerable.Range(0, 100).Select(key => $"\"k{key}\":{i}")) + "}");
        }

        Assert.Equal(50_000, _collector.Keys.Sum(key => key.Values.Count));
        Assert.False(Key("properties.k99").IsComplete);
    }

    private void AddText(string column, string text) => _collector.AddText(IndexOf(column), text);

    private void AddJson(string json) => _collector.AddJson(IndexOf("properties"), json);

    private static int IndexOf(string column) => Table.Columns.Index().Single(entry => entry.Item.Name == column).Index;

    private CollectedKey Key(string name) => _collector.Keys.Single(key => key.Name == name);

    private string Values(string name) => string.Join(',', Key(name).Values.Select(Encoding.UTF8.GetString).Order(StringComparer.Ordinal));
}
