using Spectre.Console;

namespace Warehouse.Cli;

/// <summary>Where a verb's output goes: standard output as JSON or for people, standard error for reasons and questions.</summary>
internal sealed class Output(bool json)
{
    // Redirected tables are for grep and awk: they take the width they need instead of wrapping at 80 columns.
    private const int RedirectedWidth = 1000;
    private IAnsiConsole? _console;

    public bool IsJson => json;

    public IAnsiConsole Console => _console ??= CreateConsole();

    /// <summary>True when a picture may be redrawn in place.</summary>
    public bool IsLive => !json && !System.Console.IsOutputRedirected && Console.Profile.Capabilities.Ansi;

    public int Write(Answer answer)
    {
        if (answer.Refusal is not null)
        {
            return Fail(answer.Refusal);
        }

        if (json && answer.Json is not null)
        {
            System.Console.Out.WriteLine(OperatorJson.Line(answer.Json));
        }
        else
        {
            answer.Human?.Invoke(Console);
        }

        return 0;
    }

    /// <summary>One line on standard error; the exit code to end with.</summary>
    public static int Fail(string reason)
    {
        System.Console.Error.WriteLine(Printable(reason));
        return 1;
    }

    /// <summary>Text as it may safely stand on a terminal, in one line: a name with control characters must not steer it.</summary>
    public static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;

    private static IAnsiConsole CreateConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Out) });
        if (System.Console.IsOutputRedirected)
        {
            console.Profile.Width = RedirectedWidth;
        }

        return console;
    }
}
