using Warehouse.Errors;

namespace Warehouse.PropertyValues;

/// <summary>How property_values refuses. The texts are wire literals of the contract.</summary>
internal static class PropertyValuesErrors
{
    public static readonly ApiError KeyRequired = Refusals.InvalidInput("You must provide a key");

    public static readonly ApiError TableNameRequired = Refusals.InvalidInput("You must provide a table name");

    public static readonly ApiError ColumnNotFound = Refusals.InvalidInput("The provided key does not exist on this table");

    public static readonly ApiError TableNotFound = new HandlerError(404, "table_not_found", "Data warehouse table not found");

    public static readonly ApiError NotReady = new HandlerError(409, "warehouse_not_ready", "warehouse is not ready");

    public static readonly ApiError TimedOut = new HandlerError(504, "query_timeout", "The query took too long");

    public static readonly ApiError[] All = [KeyRequired, TableNameRequired, ColumnNotFound, TableNotFound, NotReady, TimedOut];
}
