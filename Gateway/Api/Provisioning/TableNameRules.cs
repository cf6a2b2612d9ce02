using Warehouse.Errors;
using Warehouse.Requests;
using Warehouse.Warehouses;

namespace Warehouse.Provisioning;

/// <summary>The form of <c>table_name</c>, checked in the contract's order. The texts are wire literals of the contract.</summary>
internal static class TableNameRules
{
    public const string Description =
        "The suffix of this project's own tables, events_<table_name> and persons_<table_name>. "
        + "Write-once per project, unique in the organization.";

    public const string Pattern = "^[a-z0-9_]+$";

    private static readonly HandlerError Required = new(400, "table_name_required", "table_name is required");

    private static readonly HandlerError NotText = new(400, "table_name_not_a_string", "table_name must be a string");

    private static readonly HandlerError TooLong = new(400, "table_name_too_long", "Table name must be at most 63 characters");

    private static readonly HandlerError WrongCharacters =
        new(400, "table_name_invalid_characters", "Table name must use only lowercase letters, numbers, and underscores");

    private static readonly HandlerError TooLongForTables = new(
        400,
        "table_name_too_long",
        "Table name must be at most 55 characters: it is the suffix of persons_<table_name>, and PostgreSQL names have at most 63 bytes");

    public static readonly HandlerError[] Errors = [Required, NotText, TooLong, WrongCharacters, TooLongForTables];

    public static readonly HandlerError Taken =
        new(409, "table_name_in_use", "table_name conflicts with another project of the organization");

    public static readonly HandlerError Fixed =
        new(409, "table_name_fixed", "table_name conflicts with the name this project already has");

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
        return member.Text.EnumerateRunes().Count() switch
        {
            > WarehouseNames.MaxTableNameLength => TooLong,
            _ when !WarehouseNames.IsTableSuffix(member.Text) => WrongCharacters,
            > WarehouseNames.MaxTableSuffixLength => TooLongForTables,
            _ => null,
        };
    }
}
