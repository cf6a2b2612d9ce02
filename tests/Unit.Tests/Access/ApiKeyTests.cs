namespace Warehouse.Access;

public sealed class ApiKeyTests
{
    [Fact]
    public void A_generated_key_is_well_formed_and_no_two_are_alike()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => ApiKey.Generate()).ToList();
        Assert.All(keys, key => Assert.True(ApiKey.IsWellFormed(key), key));
        Assert.All(keys, key => Assert.Matches("^phx_[0-9A-Za-z]{44}$", key));
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    [Fact]
    public void A_key_with_any_one_character_mistyped_is_refused_by_its_checksum()
    {
        var key = ApiKey.Generate();
        for (var i = "phx_".Length; i < key.Length; i++)
        {
            var mistyped = key[..i] + (key[i] == 'x' ? 'y' : 'x') + key[(i + 1)..];
            Assert.False(ApiKey.IsWellFormed(mistyped), mistyped);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("phx_")]
    [InlineData("phx_short")]
    [InlineData("phx_ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ")]
    public void Anything_else_is_refused(string text) => Assert.False(ApiKey.IsWellFormed(text));

    [Theory]
    [InlineData("query:read", "query:read", true)]
    [InlineData("query:write", "query:read", true)]
    [InlineData("query:read", "query:write", false)]
    [InlineData("warehouse_view:write", "query:read", false)]
    [InlineData("*", "warehouse_view:write", true)]
    [InlineData("", null, true)]
    public void A_scope_covers_what_it_should(string granted, string? required, bool covers) =>
        Assert.Equal(covers, Scopes.Cover([granted], required));
}
