using Warehouse.Errors;

namespace Warehouse.Provisioning;

/// <summary>How a provision refuses. The texts are wire literals of the contract.</summary>
internal static class ProvisionErrors
{
    public static readonly HandlerError AdminRequired =
        new(403, "admin_required", "Only organization admins can provision the managed warehouse");

    public static readonly HandlerError DatabaseNameRequired = new(400, "database_name_required", "database_name is required");

    public static readonly HandlerError DatabaseNameNotText = new(400, "database_name_not_a_string", "database_name must be a string");

    public static readonly HandlerError DatabaseNameLength = new(400, "database_name_length", "Warehouse name must be 3-63 characters");

    public static readonly HandlerError DatabaseNameForm = new(
        400,
        "database_name_not_a_dns_label",
        "Warehouse name must be a DNS label: lowercase letters, numbers, and hyphens, starting and ending with a letter or number");

    public static readonly HandlerError TableNameRequired = new(400, "table_name_required", "table_name is required");

    public static readonly HandlerError TableNameNotText = new(400, "table_name_not_a_string", "table_name must be a string");

    public static readonly HandlerError TableNameTooLong = new(400, "table_name_too_long", "Table name must be at most 63 characters");

    public static readonly HandlerError TableNameForm = new(
        400,
        "table_name_invalid_characters",
        "Table name must use only lowercase letters, numbers, and underscores");

    public static readonly HandlerError TableNameTooLongForTables = new(
        400,
        "table_name_too_long",
        "Table name must be at most 55 characters: it is the suffix of persons_<table_name>, and PostgreSQL names have at most 63 bytes");

    public static readonly HandlerError AlreadyExists = new(409, "warehouse_exists", "warehouse already exists in non-terminal state");

    public static readonly HandlerError DatabaseNameTaken = new(
        409,
        "database_name_in_use",
        "provision conflicts with existing state: database_name is already in use");

    public static readonly HandlerError TableNameTaken = new(
        409,
        "table_name_in_use",
        "table_name conflicts with another project of the organization");

    public static readonly HandlerError TableNameFixed = new(
        409,
        "table_name_fixed",
        "table_name conflicts with the name this project already has");

    /// <summary>What may be wrong with a table name, wherever one is given.</summary>
    public static readonly HandlerError[] OfTableName =
        [TableNameRequired, TableNameNotText, TableNameTooLong, TableNameForm, TableNameTooLongForTables, TableNameTaken, TableNameFixed];

    public static readonly HandlerError[] All =
    [
        AdminRequired, DatabaseNameRequired, DatabaseNameNotText, DatabaseNameLength, DatabaseNameForm, TableNameRequired, TableNameNotText,
        TableNameTooLong, TableNameForm, TableNameTooLongForTables, AlreadyExists, DatabaseNameTaken, TableNameTaken, TableNameFixed,
    ];
}
