using Warehouse.Access;
using Warehouse.Errors;

namespace Warehouse.Documentation;

/// <summary>The refusals that every endpoint behind a key shares.</summary>
internal static class CommonErrors
{
    /// <summary>The same for every endpoint, and of statuses no endpoint uses for anything else.</summary>
    public static readonly IReadOnlyList<ApiError> Shared =
    [
        Refusals.NotAuthenticated,
        Refusals.InvalidKey("Authorization header"),
        Refusals.InvalidKey("body"),
        Refusals.InvalidKey("query string"),
        Refusals.TooLarge,
        Refusals.Throttled(30),
        Refusals.Unexpected,
        Refusals.Unavailable(),
    ];

    /// <summary>Those that depend on what the endpoint asks for, or share their status with the endpoint's own.</summary>
    public static IEnumerable<ApiError> For(RequiresKey requirement)
    {
        if (requirement.Scope is { } scope)
        {
            yield return Refusals.ScopeMissing(scope);
        }

        yield return Refusals.ProjectNotListed(7);
        yield return Refusals.OtherOrganization;
        yield return Refusals.ProjectNotFound;
    }
}
