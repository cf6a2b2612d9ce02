using Spectre.Console;

namespace Warehouse.Cli;

/// <summary>What a verb has to say: something, in a form for scripts and one for people, or a reason why not.</summary>
internal sealed record Answer
{
    private Answer()
    {
    }

    public object? Json { get; private init; }

    public Action<IAnsiConsole>? Human { get; private init; }

    /// <summary>One line; null when the verb did what was asked.</summary>
    public string? Refusal { get; private init; }

    /// <summary>The verb has shown everything already.</summary>
    public static Answer Shown { get; } = new();

    public static Answer Of(object json, Action<IAnsiConsole> human) => new() { Json = json, Human = human };

    public static Answer Of(object json, string sentence) => Of(json, console => console.WriteLine(Output.Printable(sentence)));

    public static Answer Refuse(string reason) => new() { Refusal = reason };
}
