using System.Diagnostics;
using System.Runtime.InteropServices;
using Warehouse.Local;

namespace Warehouse.Deployment;

/// <summary>
/// What the images hold, made here by the commands of deploy/Dockerfile: its build stage is carried out line by line, from no more files
/// than
/// .dockerignore lets through. Then the folder is closed to writing, as a read-only root file system is.
/// </summary>
internal sealed class Published : IDisposable
{
    private static readonly string Repository = Path.GetDirectoryName(DeployFolder.Path)!;

    private Published(string folder) => Folder = folder;

    public string Folder { get; }

    public string Silo => Path.Combine(Folder, "out", "silo", "Warehouse.Silo.dll");

    public string Gateway => Path.Combine(Folder, "out", "gateway", "Warehouse.Gateway.dll");

    public string Verbs => Path.Combine(Folder, "out", "verbs", "warehouse.dll");

    public static async Task<Published> MakeAsync()
    {
        var published = new Published(Directory.CreateTempSubdirectory("warehouse-images-").FullName);
        File.SetUnixFileMode(published.Folder, (UnixFileMode)0b111_101_101);
        var (context, work) = (Path.Combine(published.Folder, "context"), Path.Combine(published.Folder, "src"));
        Directory.CreateDirectory(work);
        CopyContext(context);
        foreach (var line in BuildStage())
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["COPY", ..])
            {
                foreach (var source in words[1..^1])
                {
                    await LocalProcess.RunAsync(
                        "cp",
                        [
                            "--recursive", Path.Combine(context, source == "." ? "./." : source),
                            Directory.CreateDirectory(Path.Combine(work, words[^1])).FullName,
                        ]);
                }
            }
            else if (line.StartsWith("RUN dotnet", StringComparison.Ordinal))
            {
                await RunAsync(line["RUN ".Length..].Replace("/out/", $"{published.Folder}/out/", StringComparison.Ordinal), work);
            }
        }

        Directory.Delete(context, recursive: true);
        Directory.Delete(work, recursive: true);
        await LocalProcess.RunAsync("chmod", ["--recursive", "a-w,a+rX", Path.Combine(published.Folder, "out")]);
        return published;
    }

    public IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "out"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        Process.Start("chmod", ["--recursive", "u+w", Folder]).WaitForExit();
        Directory.Delete(Folder, recursive: true);
    }

    private static IEnumerable<string> BuildStage() => DeployFolder.Text("Dockerfile").Split('\n')
        .SkipWhile(line => !line.EndsWith(" AS build", StringComparison.Ordinal)).Skip(1)
        .TakeWhile(line => !line.StartsWith("FROM ", StringComparison.Ordinal));

    private static void CopyContext(string context)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository, ".dockerignore"));
        Assert.Equal("*", lines.First(line => line.Length > 0 && line[0] != '#'));
        var left = lines.Where(line => line.StartsWith("**/", StringComparison.Ordinal)).Select(line => line[3..]).ToHashSet();
        foreach (var name in lines.Where(line => line.StartsWith('!')).Select(line => line[1..]))
        {
            Copy(Path.Combine(Repository, name), Path.Combine(context, name), left);
        }
    }

    private static void Copy(string from, string to, HashSet<string> left)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
            return;
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(from).Where(entry => !left.Contains(Path.GetFileName(entry))))
        {
            Copy(entry, Path.Combine(to, Path.GetFileName(entry)), left);
        }
    }

    private static async Task RunAsync(string command, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TARGETARCH"] = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";

        // Nothing of the build is to stay behind as a process.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command}\n{output}\n{await error}");
    }
}
