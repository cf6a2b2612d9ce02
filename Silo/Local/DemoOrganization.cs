using Microsoft.Extensions.Hosting;
using Warehouse.Access;
using Warehouse.Hosting;

namespace Warehouse.Local;

/// <summary>The organization, project and admin key a newcomer starts with, and the file that tells scripts about them.</summary>
internal sealed class DemoOrganization(LocalDeployment deployment, string apiKey)
{
    private static readonly Guid OrganizationId = new("0197a0de-0000-7000-8000-000000000001");
    private const long ProjectId = 1;

    private static string EnvironmentFile(LocalDeployment deployment) => Path.Combine(deployment.Folder, "dev.env");

    public static async Task<DemoOrganization> EnsureAsync(LocalDeployment deployment, CancellationToken cancellationToken)
    {
        // The key was shown once, and is in this file and nowhere else: keep it over restarts.
        var file = EnvironmentFile(deployment);
        var key = File.Exists(file)
            ? (await File.ReadAllLinesAsync(file, cancellationToken)).FirstOrDefault(line => line.StartsWith("WAREHOUSE_API_KEY=", StringComparison.Ordinal))?.Split('=', 2)[1]
            : null;
        if (key is null || !ApiKey.IsWellFormed(key))
        {
            key = ApiKey.Generate();
            await RegisterAsync(deployment, key, cancellationToken);
            await DemoData.WriteAsync(deployment.ObjectStore, OrganizationId, ProjectId, DemoData.EventsPerMonth, DateTimeOffset.UtcNow, cancellationToken);
        }

        var demo = new DemoOrganization(deployment, key);
        await LocalDeployment.WriteOwnerOnlyAsync(file, demo.Environment());
        return demo;
    }

    public void Print() => Console.WriteLine($$"""

        Warehouse is running.

          API         {{deployment.GatewayUrl}}   (reference: {{deployment.GatewayUrl}}/docs)
          Dashboard   {{deployment.DashboardUrl}}
          Settings    . {{EnvironmentFile(deployment)}}

        Ask for a warehouse (the password is shown once):

          . {{EnvironmentFile(deployment)}}
          curl -s -X POST "$WAREHOUSE_URL/api/projects/$WAREHOUSE_PROJECT_ID/data_warehouse/provision" \
            -H "Authorization: Bearer $WAREHOUSE_API_KEY" -H "Content-Type: application/json" \
            -d '{"database_name": "acme", "table_name": "main"}'

        See how far it is:

          curl -s "$WAREHOUSE_URL/api/projects/$WAREHOUSE_PROJECT_ID/data_warehouse/warehouse_status" \
            -H "Authorization: Bearer $WAREHOUSE_API_KEY"

        Watch the demo project's history being loaded into it:

          ./warehouse backfill watch {{ProjectId}}

        Log in, once it is ready:

          PGPASSWORD='<password>' psql -h 127.0.0.1 -p {{deployment.Ports.Postgres}} -U acme -d acme

        Ctrl-C stops everything; the data stays in {{deployment.Folder}}.
        """);

    private string Environment() => $"""
        WAREHOUSE_URL={deployment.GatewayUrl}
        WAREHOUSE_API_KEY={apiKey}
        WAREHOUSE_ORGANIZATION_ID={OrganizationId}
        WAREHOUSE_PROJECT_ID={ProjectId}
        WAREHOUSE_DASHBOARD_URL={deployment.DashboardUrl}
        WAREHOUSE_OPERATIONS_URL={deployment.OperationsUrl}
        WAREHOUSE_OBJECT_STORE={deployment.ObjectStore}

        """;

    private static async Task RegisterAsync(LocalDeployment deployment, string key, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddJsonFile(deployment.GatewaySettings);
        builder.AddWarehouseClient();
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var organization = grains.Organization(OrganizationId);
        await organization.CreateAsync("Demo");
        await organization.CreateProjectAsync(ProjectId, "Demo project");
        await organization.AddKeyAsync(new ApiKeyRegistration
        {
            Id = Guid.CreateVersion7(),
            Hash = ApiKey.Hash(key),
            OrganizationId = OrganizationId,
            Role = OrganizationRole.Admin,
            Label = "demo",
            Scopes = [Scopes.All],
            DefaultProject = ProjectId,
            CreatedAt = DateTimeOffset.UtcNow,
        });
        await host.StopAsync(cancellationToken);
    }
}
