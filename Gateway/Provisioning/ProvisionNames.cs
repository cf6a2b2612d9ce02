using Warehouse.Errors;
using Warehouse.Requests;
using Warehouse.Warehouses;

namespace Warehouse.Provisioning;

/// <summary>Checks the two names of a provision for form, in the contract's order.</summary>
internal static class ProvisionNames
{
    public const string DatabaseName = "database_name";
    public const string TableName = "table_name";

    /// <summary>The first thing wrong with the names, or null.</summary>
    public static HandlerError? Check(RequestBody body) => CheckDatabaseName(body[DatabaseName]) ?? CheckTableName(body[TableName]);

    public static HandlerError? CheckDatabaseName(BodyMember member)
    {
        if (member.Kind == BodyMemberKind.NotText)
        {
            return ProvisionErrors.DatabaseNameNotText;
        }

        if (string.IsNullOrEmpty(member.Text))
        {
            return ProvisionErrors.DatabaseNameRequired;
        }

        if (Length(member.Text) is < WarehouseNames.MinDatabaseNameLength or > WarehouseNames.MaxDatabaseNameLength)
        {
            return ProvisionErrors.DatabaseNameLength;
        }

        return WarehouseNames.IsDnsLabel(member.Text) ? null : ProvisionErrors.DatabaseNameForm;
    }

    public static HandlerError? CheckTableName(BodyMember member)
    {
        if (member.Kind == BodyMemberKind.NotText)
        {
            return ProvisionErrors.TableNameNotText;
        }

        if (string.IsNullOrEmpty(member.Text))
        {
            return ProvisionErrors.TableNameRequired;
        }

        return Length(member.Text) switch
        {
            > WarehouseNames.MaxTableNameLength => ProvisionErrors.TableNameTooLong,
            _ when !WarehouseNames.IsTableSuffix(member.Text) => ProvisionErrors.TableNameForm,
            > WarehouseNames.MaxTableSuffixLength => ProvisionErrors.TableNameTooLongForTables,
            _ => null,
        };
    }

    // In characters as people count them, not in UTF-16 units.
    private static int Length(string text) => text.EnumerateRunes().Count();
}
