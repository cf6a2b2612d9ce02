using System.Text.RegularExpressions;
using Warehouse.Deployment;

namespace Warehouse.Restores;

/// <summary>
/// The commands of docs/runbooks/back-up-and-restore.md: what a test runs is what an operator reads. A block is found by the comment that
/// begins it.
/// </summary>
internal static partial class RunbookCommands
{
    private static readonly string Text = File.ReadAllText(
        Path.Combine(DeployFolder.Path, "..", "docs", "runbooks", "back-up-and-restore.md"));

    public static string Of(string title) => Blocks().Matches(Text)
        .Select(block => block.Groups[2].Value)
        .Single(
            block =>
                block.StartsWith($"# {title}\n", StringComparison.Ordinal) || block.StartsWith($"-- {title}\n", StringComparison.Ordinal));

    [GeneratedRegex("```(sh|sql)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
