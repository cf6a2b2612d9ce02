namespace Warehouse.Access;

/// <summary>Who sends a request that was let in, and for which project. Handlers take it as a parameter.</summary>
internal sealed record Caller(long ProjectId, Guid OrganizationId, bool IsAdmin, Guid KeyId, bool IsProjectOnly)
{
    /// <summary>Minimal APIs bind the parameter through this: <see cref="AccessMiddleware"/> put it there.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}
