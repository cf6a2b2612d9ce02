using Warehouse.Errors;

namespace Warehouse.Access;

/// <summary>A caller, or why there is none.</summary>
internal readonly record struct Admission(Caller? Caller, ApiError? Refusal)
{
    public static implicit operator Admission(ApiError refusal) => new(null, refusal);

    public static implicit operator Admission(Caller caller) => new(caller, null);
}
