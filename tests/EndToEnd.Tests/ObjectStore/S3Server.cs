using System.Diagnostics;
using Amazon.S3;
using Warehouse.ObjectStore;

[assembly: AssemblyFixture<Warehouse.EndToEnd.ObjectStore.S3Server>]

namespace Warehouse.EndToEnd.ObjectStore;

/// <summary>
/// A real S3 server, started when the first test asks for it and stopped with the tests: its script ends when our end of its standard
/// input is gone, however we die. Where it cannot start, tests that ask for it fail.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    /// <summary>A key id of the server; there is another, for buckets that are not ours.</summary>
    public const string Us = "warehouse";
    public const string Stranger = "stranger";

    private readonly Lazy<Task<Process>> _process;
    private int _port;

    public S3Server() => _process = new(StartAsync);

    /// <summary>To be used once it is <see cref="StartedAsync"/>.</summary>
    public Uri Url => new($"http://127.0.0.1:{_port}");

    public Task StartedAsync => _process.Value;

    /// <summary>A client as a customer would have it.</summary>
    public AmazonS3Client Client(string user = Us) => new(user, $"{user}-secret", new AmazonS3Config
    {
        ServiceURL = Url.ToString(),
        AuthenticationRegion = "us-east-1",
        ForcePathStyle = true,
        RequestChecksumCalculation = Amazon.Runtime.RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = Amazon.Runtime.ResponseChecksumValidation.WHEN_REQUIRED,
    });

    internal ObjectStoreOptions Options(string user = Us) => new()
    {
        Kind = ObjectStoreKind.S3,
        S3 = new() { ServiceUrl = Url.ToString(), AccessKey = user, SecretKey = $"{user}-secret" },
    };

    public async ValueTask DisposeAsync()
    {
        if (_process.IsValueCreated && _process.Value.IsCompletedSuccessfully)
        {
            using var process = await _process.Value;
            process.StandardInput.Close();
            await process.WaitForExitAsync();
        }
    }

    private async Task<Process> StartAsync()
    {
        _port = FreePort.Next();
        var folder = Path.Combine(Path.GetTempPath(), $"warehouse-s3-{Guid.NewGuid():N}");
        var process = Process.Start(new ProcessStartInfo("bash", [Script(), folder, $"{_port}", $"{FreePort.Next()}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var output = "";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
            {
                return process;
            }

            output += line + Environment.NewLine;
        }

        throw new InvalidOperationException(
            $"The S3 server did not start; are its packages installed (Silo/Local/prerequisites.sh)? {output}");
    }

    private static string Script()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Warehouse.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not in the repository.");
        }

        return Path.Combine(folder.FullName, "tests", "EndToEnd.Tests", "ObjectStore", "radosgw.sh");
    }
}
