namespace Warehouse.Backfills;

/// <summary>Small files in an organization's bucket.</summary>
internal static class BackfillFiles
{
    /// <summary>One event for each number, as JSON lines.</summary>
    /// <param name="path">Below the project's prefix.</param>
    public static async Task WriteAsync(TestDeployment test, TestOrganization organization, string path, params int[] events)
    {
        var file = PathOf(test, organization, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllLinesAsync(file + ".tmp", events.Select(Line));
        File.Move(file + ".tmp", file, overwrite: true);
    }

    public static string PathOf(TestDeployment test, TestOrganization organization, string path) =>
        Path.Combine(test.Deployment.ObjectStore, $"warehouse-{organization.Id:N}", "backfill", $"{organization.ProjectId}", path);

    private static string Line(int i) =>
        $$$"""{"uuid":"00000000-0000-0000-0000-{{{i:D12}}}","event":"e{{{i}}}","timestamp":"2026-01-0{{{i}}}T00:00:00Z","properties":{"i":{{{i}}}}}""";
}
