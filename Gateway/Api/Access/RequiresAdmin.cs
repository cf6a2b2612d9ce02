using Warehouse.Errors;

namespace Warehouse.Access;

/// <summary>Marks an endpoint that needs a key with the role admin or owner.</summary>
/// <param name="Action">What only they can do, as the refusal says it: <c>provision the managed warehouse</c>.</param>
/// <param name="ChangesOrganization">
/// What it changes belongs to the whole organization: a key that is limited to projects needs to be allowed that as well.
/// </param>
internal sealed record RequiresAdmin(string Action, bool ChangesOrganization)
{
    private static readonly HandlerError OrganizationWritesRequired = new(
        403,
        "organization_writes_required",
        "API key is limited to projects and may not change the warehouse, which belongs to the whole organization");

    private readonly HandlerError _adminRequired = new(403, "admin_required", $"Only organization admins can {Action}");

    public IEnumerable<HandlerError> Errors => ChangesOrganization ? [_adminRequired, OrganizationWritesRequired] : [_adminRequired];

    /// <summary>Null when the caller may go on.</summary>
    public HandlerError? Refuse(Caller caller)
    {
        if (!caller.IsAdmin)
        {
            return _adminRequired;
        }

        return ChangesOrganization && caller.IsProjectOnly ? OrganizationWritesRequired : null;
    }
}
