namespace Warehouse.Cli;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("90m", 90)]
    [InlineData("12h", 12 * 60)]
    [InlineData("30d", 30 * 24 * 60)]
    [InlineData("2w", 14 * 24 * 60)]
    [InlineData("36500d", 36500 * 24 * 60)]
    public void A_number_and_a_unit_are_a_duration(string text, int minutes)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMinutes(minutes), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("30")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("+1d")]
    [InlineData("1.5d")]
    [InlineData("1 d")]
    [InlineData("30D")]
    [InlineData("30s")]
    [InlineData("1d2h")]
    [InlineData("٣d")]
    [InlineData("36501d")]
    [InlineData("99999999999999999999w")]
    [InlineData("9223372036854775807w")]
    public void Anything_else_is_not(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData(-5, "0 ms")]
    [InlineData(12.4, "12 ms")]
    [InlineData(999, "999 ms")]
    [InlineData(999.9, "1.0 s")]
    [InlineData(3_440, "3.4 s")]
    [InlineData(59_960, "1 m 00 s")]
    [InlineData(125_000, "2 m 05 s")]
    [InlineData(3_600_000, "1 h 00 m")]
    public void Durations_are_written_as_people_read_them(double milliseconds, string text) =>
        Assert.Equal(text, Durations.Format(TimeSpan.FromMilliseconds(milliseconds)));
}
