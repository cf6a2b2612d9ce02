using Warehouse.Access;
using Warehouse.Audit;
using Warehouse.Jobs;
using Warehouse.Teams;
using Warehouse.Usage;

namespace Warehouse.Organizations;

/// <summary>One organization: registers itself, its projects and its API keys.</summary>
[Alias("warehouse.IOrganizationGrain")]
public interface IOrganizationGrain : IGrainWithGuidKey
{
    /// <summary>Registers the organization. Repeating it with the same name is no error.</summary>
    [Alias("CreateAsync"), Audited("organization.create")]
    Task<RegistrationOutcome> CreateAsync(string name);

    /// <summary>Null when the organization is not registered.</summary>
    [Alias("GetAsync")]
    Task<OrganizationDetails?> GetAsync();

    /// <summary>
    /// Registers a project; <paramref name="id"/> null takes the next free one, and is the one call that is not safe to repeat: each time
    /// takes another.
    /// </summary>
    [Alias("CreateProjectAsync"), Audited("project.create")]
    Task<ProjectRegistration> CreateProjectAsync(long? id, string name);

    /// <summary>Registers an API key by its hash; its projects must belong to this organization.</summary>
    [Alias("AddKeyAsync"), Audited("key.create")]
    Task<RegistrationOutcome> AddKeyAsync(ApiKeyRegistration key);

    /// <summary>
    /// The billing service's word on the organization's billing period: it holds from the period's start until the next word, also beyond
    /// the period's end. A period that has not begun waits for its start; an earlier word on the future is forgotten. Null returns to the
    /// default. Durable when the call returns; projects that could not be told find out within a minute.
    /// </summary>
    [Alias("SetBillingPeriodAsync")]
    Task<LedgerOutcome> SetBillingPeriodAsync(BillingPeriod? period);
}
