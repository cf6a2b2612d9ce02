using System.Runtime.CompilerServices;
using Warehouse.Local;

namespace Warehouse;

/// <summary>
/// A cluster on the newest PostgreSQL that is supported, beside the installed one. Tests of what PostgreSQL itself does run on both: a
/// class
/// <c>…OnPostgres18Tests</c> inherits all of them.
/// </summary>
public sealed class Postgres18Fixture : ClusterFixture
{
    protected override async Task<string?> FindPostgresAsync() => (await LocalProcess.RunAsync("bash", [Script()])).Trim();

    private static string Script([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "postgres-18.sh");
}

/// <summary>The tests that share it.</summary>
[CollectionDefinition]
public sealed class OnPostgres18 : ICollectionFixture<Postgres18Fixture>;
