using System.Text;

namespace Warehouse.Requests;

/// <summary>Reads text out of a query string. Of a repeated parameter the last one counts; an empty one is absent.</summary>
internal static class QueryText
{
    /// <summary>
    /// The text, made valid for PostgreSQL: NUL, which its text cannot hold, and half characters become U+FFFD. Nothing is found with
    /// that, which is the right answer.
    /// </summary>
    public static string? Read(IQueryCollection query, string name)
    {
        var text = query.TryGetValue(name, out var values) ? values[^1] : null;
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            valid.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return valid.ToString();
    }
}
