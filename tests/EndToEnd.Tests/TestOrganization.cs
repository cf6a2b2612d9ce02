using System.Net.Http.Headers;
using Warehouse.Access;
using Warehouse.Organizations;

namespace Warehouse;

/// <summary>An organization made for one test, with one project and an admin key that may do everything.</summary>
public sealed class TestOrganization
{
    private readonly TestDeployment _deployment;

    private TestOrganization(TestDeployment deployment, Guid id, long projectId, string key) =>
        (_deployment, Id, ProjectId, Key) = (deployment, id, projectId, key);

    public Guid Id { get; }

    public long ProjectId { get; }

    public string Key { get; }

    public string Path => $"/api/projects/{ProjectId}/data_warehouse";

    public static async Task<TestOrganization> CreateAsync(TestDeployment deployment)
    {
        var id = Guid.NewGuid();
        Assert.Equal(RegistrationOutcome.Created, await deployment.Grains.Organization(id).CreateAsync($"Test {id:N}"));
        var project = await deployment.Grains.Organization(id).CreateProjectAsync(null, "first");
        var organization = new TestOrganization(deployment, id, project.ProjectId, await AddKeyAsync(deployment, id));
        return organization;
    }

    public async Task<long> AddProjectAsync() =>
        (await _deployment.Grains.Organization(Id).CreateProjectAsync(null, "another")).ProjectId;

    public Task<string> AddKeyAsync(Func<ApiKeyRegistration, ApiKeyRegistration> change) => AddKeyAsync(_deployment, Id, change);

    /// <summary>Sends with this organization's key, or another.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"{Path}/{path}") { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? Key);
        return await _deployment.Http.SendAsync(request);
    }

    private static async Task<string> AddKeyAsync(
        TestDeployment deployment, Guid organizationId, Func<ApiKeyRegistration, ApiKeyRegistration>? change = null)
    {
        var key = ApiKey.Generate();
        var registration = new ApiKeyRegistration
        {
            Id = Guid.CreateVersion7(),
            Hash = ApiKey.Hash(key),
            OrganizationId = organizationId,
            Role = OrganizationRole.Admin,
            Label = "test",
            Scopes = [Scopes.All],
            CreatedAt = DateTimeOffset.UtcNow,
        };
        Assert.Equal(
            RegistrationOutcome.Created,
            await deployment.Grains.Organization(organizationId).AddKeyAsync(change?.Invoke(registration) ?? registration));
        return key;
    }
}
