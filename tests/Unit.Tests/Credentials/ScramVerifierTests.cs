namespace Warehouse.Credentials;

public sealed class ScramVerifierTests
{
    /// <summary>The example of RFC 7677, whose stored and server keys follow from its password and salt.</summary>
    [Fact]
    public void It_is_the_one_that_RFC_7677s_example_gives() =>
        Assert.Equal(
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
            ScramVerifier.Create("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==")));

    [Fact]
    public void A_password_is_43_characters_of_url_safe_base64_and_is_never_formatted()
    {
        var password = LoginPassword.Generate();
        Assert.Matches("^[A-Za-z0-9_-]{43}$", password.Clear);
        Assert.True(ScramVerifier.IsWellFormed(password.Verifier));
        Assert.DoesNotContain(password.Clear, $"{password}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("md5d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("SCRAM-SHA-256$1:AAAA$AAAA:AAAA")]
    [InlineData("SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy")]
    public void What_PostgreSQL_would_take_for_a_clear_password_is_no_verifier(string text) =>
        Assert.False(ScramVerifier.IsWellFormed(text));
}
