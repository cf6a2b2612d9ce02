using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Warehouse.Documentation;

/// <summary>Pages of the documentation lead where they say.</summary>
public sealed partial class LinkTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../.."));

    public static TheoryData<string> Pages =>
        [
            .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
                .Append(Path.Combine(Root, "README.md"))
                .Select(page => Path.GetRelativePath(Root, page)),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_to_a_page_or_a_heading_leads_there(string page)
    {
        var file = Path.Combine(Root, page);
        var links = Link.Matches(Code.Replace(File.ReadAllText(file), "")).Select(match => match.Groups["to"].Value).Where(
            link => !link.Contains("://", StringComparison.Ordinal));
        Assert.DoesNotContain(links, link => !Leads(file, link));
    }

    [Fact]
    public void Every_page_is_reached_from_the_index()
    {
        var index = File.ReadAllText(Path.Combine(Root, "docs/README.md"));
        var pages = Directory.GetFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories).Select(
            page => Path.GetRelativePath(Path.Combine(Root, "docs"), page));
        Assert.DoesNotContain(pages, page => page != "README.md" && !index.Contains($"]({page}", StringComparison.Ordinal));
    }

    private static bool Leads(string from, string link)
    {
        var (path, heading) = link.Split('#', 2) is [var first, var second] ? (first, second) : (link, null);
        var target = path.Length == 0 ? from : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(from)!, path));
        return heading is null ? Path.Exists(target) : File.Exists(target) && Headings(target).Contains(heading);
    }

    private static IEnumerable<string> Headings(string page) => Code.Replace(File.ReadAllText(page), "").Split('\n')
        .Where(line => line.StartsWith('#'))
        .Select(line => NoAnchor.Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code { get; }

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex NoAnchor { get; }
}
