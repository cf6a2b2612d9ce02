using Warehouse.Errors;

namespace Warehouse.Access;

/// <summary>A caller, or why there is none.</summary>
/// <param name="Reason">Why the key does not open the project; null for a caller, and for one who has sent too many requests.</param>
internal readonly record struct Admission(Caller? Caller, ApiError? Refusal, RefusalReason? Reason)
{
    public static implicit operator Admission(Caller caller) => new(caller, null, null);
}
