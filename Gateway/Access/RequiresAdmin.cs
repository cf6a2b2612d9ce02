using Warehouse.Errors;

namespace Warehouse.Access;

/// <summary>Marks an endpoint that needs a key with the role admin or owner.</summary>
/// <param name="Action">What only they can do, as the refusal says it: <c>provision the managed warehouse</c>.</param>
internal sealed record RequiresAdmin(string Action)
{
    public HandlerError Refusal { get; } = new(403, "admin_required", $"Only organization admins can {Action}");
}
