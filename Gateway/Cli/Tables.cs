using System.Globalization;
using Spectre.Console;

namespace Warehouse.Cli;

/// <summary>Tables and fields as the verbs draw them.</summary>
internal static class Tables
{
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static void WriteTable<T>(this IAnsiConsole console, string whenEmpty, IReadOnlyCollection<T> rows, params (string Header, Func<T, string> Value)[] columns)
    {
        if (rows.Count == 0)
        {
            console.WriteLine(whenEmpty);
            return;
        }

        var table = New([.. columns.Select(column => column.Header)]);
        foreach (var row in rows)
        {
            table.AddRow(columns.Select(column => new Text(Output.Printable(column.Value(row)))));
        }

        console.Write(table);
    }

    public static void WriteMore<TKey>(this IAnsiConsole console, TKey? nextAfter)
    {
        if (nextAfter is not null)
        {
            console.WriteLine($"There are more: --after {nextAfter}");
        }
    }

    public static void WriteFields(this IAnsiConsole console, params (string Name, string Value)[] fields) => console.Write(Fields(fields));

    public static Grid Fields(params (string Name, string Value)[] fields)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var (name, value) in fields)
        {
            grid.AddRow(new Text(name, Style.Plain.Decoration(Decoration.Dim)), new Text(Output.Printable(value)));
        }

        return grid;
    }

    public static Table New(params string[] headers)
    {
        var table = new Table().Border(TableBorder.None);
        for (var i = 0; i < headers.Length; i++)
        {
            // An id or a name cut in two cannot be copied: the first column never wraps.
            var column = new TableColumn(new Text(headers[i], Style.Plain.Decoration(Decoration.Bold))).PadLeft(0).PadRight(i == headers.Length - 1 ? 0 : 2);
            table.AddColumn(i == 0 ? column.NoWrap() : column);
        }

        return table;
    }
}
