using Warehouse.Errors;
using Warehouse.Requests;
using Warehouse.Warehouses;

namespace Warehouse.Provisioning;

/// <summary>The form of <c>database_name</c>, checked in the contract's order. The texts are wire literals of the contract.</summary>
internal static class DatabaseNameRules
{
    private static readonly HandlerError Required = new(400, "database_name_required", "database_name is required");

    private static readonly HandlerError NotText = new(400, "database_name_not_a_string", "database_name must be a string");

    private static readonly HandlerError WrongLength = new(400, "database_name_length", "Warehouse name must be 3-63 characters");

    private static readonly HandlerError NotDnsLabel = new(
        400,
        "database_name_not_a_dns_label",
        "Warehouse name must be a DNS label: lowercase letters, numbers, and hyphens, starting and ending with a letter or number");

    public static readonly HandlerError[] Errors = [Required, NotText, WrongLength, NotDnsLabel];

    /// <summary>The first thing wrong with the name, or null.</summary>
    public static HandlerError? Check(BodyMember member)
    {
        if (member.Kind == BodyMemberKind.NotText)
        {
            return NotText;
        }

        if (string.IsNullOrEmpty(member.Text))
        {
            return Required;
        }

        // In characters as people count them, not in UTF-16 units.
        if (member.Text.EnumerateRunes().Count() is < WarehouseNames.MinDatabaseNameLength or > WarehouseNames.MaxDatabaseNameLength)
        {
            return WrongLength;
        }

        return WarehouseNames.IsDnsLabel(member.Text) ? null : NotDnsLabel;
    }
}
