using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Warehouse.Requests;

/// <summary>
/// Integers as Python's <c>int()</c> takes them: a sign, white space around, single underscores between digits, any size.
/// </summary>
internal static partial class PythonInteger
{
    /// <summary>Null for anything that is no integer.</summary>
    public static BigInteger? Parse(string? text) =>
        text is not null && Form().IsMatch(text)
            ? BigInteger.Parse(
                text.Trim().Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex(@"^\s*[+-]?[0-9]+(_[0-9]+)*\s*\z")]
    private static partial Regex Form();
}
