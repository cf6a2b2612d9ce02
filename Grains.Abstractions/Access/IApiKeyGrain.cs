using Orleans.Concurrency;
using Warehouse.Audit;

namespace Warehouse.Access;

/// <summary>One API key, addressed by the SHA-256 of its clear text. Decides whether a request may go on, and counts it.</summary>
[Alias("warehouse.IApiKeyGrain")]
public interface IApiKeyGrain : IGrainWithStringKey
{
    /// <summary>
    /// Checks, in the contract's order: the key is valid, has the scope, may see the project, and is within its rate limit.
    /// Only a granted request counts against the limit. Answered from memory once the key has been seen.
    /// </summary>
    [AlwaysInterleave, Alias("AuthorizeAsync")]
    ValueTask<AccessDecision> AuthorizeAsync(AccessRequest request);

    /// <summary>Revokes the key at once, in the whole cluster. False when there is no such key; revoking twice is no error.</summary>
    [Alias("RevokeAsync"), Audited("key.revoke")]
    Task<bool> RevokeAsync();
}
