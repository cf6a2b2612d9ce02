using System.Runtime.CompilerServices;

namespace Warehouse.Services;

/// <summary>The programs of tests/Services, built against packages.</summary>
internal static class TestService
{
    public const string Importer = nameof(Importer);
    public const string YesterdaysClient = nameof(YesterdaysClient);
    public const string YesterdaysSilo = nameof(YesterdaysSilo);

    public static string Assembly(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../Services/out", name, name + ".dll"));
}
