using System.Text;

namespace Warehouse.Backfills.Loading;

/// <summary>
/// The column names of a CSV file. Read here because DuckDB would have to guess what it is told everywhere else: with its detection of
/// dialects, what a file means depends on the rows it happens to sample.
/// </summary>
internal static class CsvHeader
{
    private const int MaxLength = 1 << 20;
    private const int MaxColumns = 2000;

    public static List<string> Read(string path)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false));
        var names = new List<string>();
        var name = new StringBuilder();
        var quoted = false;
        for (var length = 0; reader.Read() is >= 0 and var next; length++)
        {
            var character = (char)next;
            if (length > MaxLength || names.Count > MaxColumns)
            {
                throw new FileReadException(null, "not readable as CSV: the header does not end");
            }

            if (character == '"')
            {
                // Twice within quotes, it stands for itself.
                if (quoted && reader.Peek() == '"')
                {
                    reader.Read();
                    name.Append('"');
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (!quoted && (character is '\n' or '\r'))
            {
                break;
            }
            else if (!quoted && character == ',')
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
            {
                name.Append(character);
            }
        }

        names.Add(name.ToString());
        return names;
    }
}
