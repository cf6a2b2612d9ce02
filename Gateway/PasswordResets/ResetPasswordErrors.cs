using Warehouse.Errors;

namespace Warehouse.PasswordResets;

/// <summary>How a password reset refuses. The texts are wire literals of the contract.</summary>
internal static class ResetPasswordErrors
{
    public static readonly HandlerError AdminRequired =
        new(403, "admin_required", "Only organization admins can reset the root password for the managed warehouse");

    public static readonly HandlerError NotFound = new(404, "warehouse_not_found", "warehouse not found");

    public static readonly HandlerError NotReady =
        new(409, "warehouse_not_ready", "warehouse must be in ready state to reset password");

    public static readonly HandlerError[] All = [AdminRequired, NotFound, NotReady];
}
