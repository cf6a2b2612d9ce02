namespace Warehouse.Warehouses.Provisioning;

/// <summary>What a warehouse is to be.</summary>
internal sealed record WarehouseSpec(Guid OrganizationId, string DatabaseName, string Server, string Bucket, string Verifier)
{
    /// <summary>The customer's login, named like the database.</summary>
    public string RootLogin => DatabaseName;

    /// <summary>Our own login in this warehouse. The underscore keeps it apart from every database name.</summary>
    public string ServiceLogin => ServiceLoginOf(OrganizationId);

    /// <summary>Stands as a comment on the database and on both logins, and says whose they are.</summary>
    public string Mark => $"warehouse {OrganizationId:D}";

    public static string ServiceLoginOf(Guid organizationId) => $"service_{organizationId:N}";
}
