using Warehouse.Activities;
using Warehouse.Backfills;
using Warehouse.Deprovisioning;
using Warehouse.Documentation;
using Warehouse.PasswordResets;
using Warehouse.PropertyValues;
using Warehouse.Provisioning;
using Warehouse.Requests;
using Warehouse.Statuses;
using Warehouse.Usage;

namespace Warehouse.Routing;

/// <summary>The endpoints, under <c>projects</c> and under the alias <c>environments</c>.</summary>
internal static class DataWarehouseRoutes
{
    public const string ProjectParameter = "project_id";
    public const string CurrentProject = "@current";
    public const string AliasPrefix = "/api/environments";

    public static void MapDataWarehouse(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/api/projects", AliasPrefix])
        {
            // Any text may stand for the project: what is not one is refused after authentication, as the contract has it.
            var group = routes.MapGroup($"{prefix}/{{{ProjectParameter}}}/data_warehouse").WithTags(OperationTransformer.Tag);
            group.RefuseUnreadable();
            group.MapPropertyValues();
            group.MapProvision();
            group.MapResetPassword();
            group.MapRunningActivity();
            group.MapTotalRowsStats();
            group.MapWarehouseStatus();
            group.MapDeprovision();
            group.MapCheckDatabaseName();
            group.MapEnableBackfill();
            group.MapCompletedActivity();
            group.MapJobStats();
        }
    }
}
