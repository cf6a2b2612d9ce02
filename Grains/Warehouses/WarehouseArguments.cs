using Warehouse.Credentials;

namespace Warehouse.Warehouses;

/// <summary>What a caller may send. Gateways check before they call, so a mistake here is a bug of the caller and not an outcome.</summary>
internal static class WarehouseArguments
{
    public static void Check(ProvisionCommand command)
    {
        var name = command.DatabaseName;
        if (!WarehouseNames.IsDnsLabel(name) || name.Length is < WarehouseNames.MinDatabaseNameLength or > WarehouseNames.MaxDatabaseNameLength)
        {
            throw new ArgumentException("The database name is not a DNS label of 3 to 63 characters.", nameof(command));
        }

        CheckTableSuffix(command.TableSuffix);
        CheckVerifier(command.Verifier);
    }

    public static void CheckTableSuffix(string tableSuffix)
    {
        if (!WarehouseNames.IsTableSuffix(tableSuffix) || tableSuffix.Length > WarehouseNames.MaxTableSuffixLength)
        {
            throw new ArgumentException("The table suffix is not 1 to 55 characters of a-z, 0-9 and underscore.", nameof(tableSuffix));
        }
    }

    /// <summary>Anything else than a verifier PostgreSQL would take for a clear password.</summary>
    public static void CheckVerifier(string verifier)
    {
        if (!ScramVerifier.IsWellFormed(verifier))
        {
            throw new ArgumentException("Not a SCRAM-SHA-256 verifier.", nameof(verifier));
        }
    }
}
