using Orleans.Runtime;

namespace Warehouse.Audit;

/// <summary>Who calls, as a client says it of itself: it travels with every grain call that is made from here on.</summary>
public static class AuditCaller
{
    private const string ActorKey = "warehouse.actor";
    private const string SourceKey = "warehouse.source";
    private const int MaxLength = 200;

    public static string? Actor => RequestContext.Get(ActorKey) as string;

    public static string? Source => RequestContext.Get(SourceKey) as string;

    /// <param name="actor">Such as <c>key 0197a0de-…</c>, <c>operator root</c> or the name of a service. Never a secret.</param>
    /// <param name="source">The address or the machine the call comes from.</param>
    public static void Set(string actor, string? source)
    {
        RequestContext.Set(ActorKey, Short(actor));
        if (source is not null)
        {
            RequestContext.Set(SourceKey, Short(source));
        }
    }

    private static string Short(string text) => text.Length <= MaxLength ? text : text[..MaxLength];
}
