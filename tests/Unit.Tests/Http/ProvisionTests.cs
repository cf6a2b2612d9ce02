using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Warehouse.Access;
using Warehouse.Credentials;
using Warehouse.Warehouses;

namespace Warehouse.Http;

public sealed class ProvisionTests : IAsyncLifetime
{
    private const string Good = """{"database_name": "acme", "table_name": "main"}""";
    private GatewayHarness _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHarness.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task An_accepted_provision_shows_the_password_and_gives_the_cluster_the_verifier()
    {
        ProvisionCommand? command = null;
        _gateway.Cluster.Provision = sent =>
        {
            command = sent;
            return new ProvisionResult { Outcome = ProvisionOutcome.Accepted, Username = "acme" };
        };
        var answer = await _gateway.PostJsonAsync("provision", Good);
        var password = JsonDocument.Parse(answer.Text).RootElement.GetProperty("password").GetString()!;
        answer.Is(
            202,
            $$"""{"status":"provisioning started","org":"{{FakeCluster.OrganizationId}}","username":"acme","password":"{{password}}"}""");
        Assert.Matches("^[A-Za-z0-9_-]{43}$", password);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(("acme", "main", 5L), (command!.DatabaseName, command.TableSuffix, command.ProjectId));
        Assert.NotEqual(Guid.Empty, command.OperationId);

        var salt = Convert.FromBase64String(command.Verifier.Split('$')[1].Split(':')[1]);
        Assert.Equal(ScramVerifier.Create(password, salt), command.Verifier);
        Assert.DoesNotContain(password, _gateway.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProvisionOutcome.AlreadyExists, "warehouse_exists", "warehouse already exists in non-terminal state")]
    [InlineData(
        ProvisionOutcome.NameTaken, "database_name_in_use", "provision conflicts with existing state: database_name is already in use")]
    [InlineData(ProvisionOutcome.SuffixTaken, "table_name_in_use", "table_name conflicts with another project of the organization")]
    [InlineData(ProvisionOutcome.SuffixFixed, "table_name_fixed", "table_name conflicts with the name this project already has")]
    public async Task A_conflict_is_409(ProvisionOutcome outcome, string code, string error)
    {
        _gateway.Cluster.Provision = _ => new ProvisionResult { Outcome = outcome };
        (await _gateway.PostJsonAsync("provision", Good)).IsError(409, code, error);
    }

    [Fact]
    public async Task No_server_with_room_is_503()
    {
        _gateway.Cluster.Provision = _ => new ProvisionResult { Outcome = ProvisionOutcome.NoServer };
        var answer = await _gateway.PostJsonAsync("provision", Good);
        answer.IsEnvelope(503, "server_error", "unavailable", "No server has room for a new warehouse at the moment. Try again later.");
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 5);
    }

    [Theory]
    [InlineData(Good)]
    [InlineData("{")]
    public async Task A_member_is_refused_before_the_body_is_looked_at(string body)
    {
        _gateway.Cluster.Authorize = _ => FakeCluster.Granted(OrganizationRole.Member);
        (await _gateway.PostJsonAsync("provision", body))
            .IsError(403, "admin_required", "Only organization admins can provision the managed warehouse");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"database_name": null}""")]
    [InlineData("""{"database_name": ""}""")]
    [InlineData("""{"table_name": "BAD!"}""")]
    [InlineData("""{"database_name": "acme", "table_name": "main", "database_name": null}""")]
    public async Task Without_a_database_name_it_is_400(string body) =>
        (await _gateway.PostJsonAsync("provision", body)).IsError(400, "database_name_required", "database_name is required");

    [Theory]
    [InlineData("5")]
    [InlineData("0")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("[]")]
    [InlineData("""{"a": "b"}""")]
    public async Task A_name_of_another_type_is_400(string value)
    {
        (await _gateway.PostJsonAsync("provision", $$"""{"database_name": {{value}}, "table_name": "main"}"""))
            .IsError(400, "database_name_not_a_string", "database_name must be a string");
        (await _gateway.PostJsonAsync("provision", $$"""{"database_name": "acme", "table_name": {{value}}}"""))
            .IsError(400, "table_name_not_a_string", "table_name must be a string");
    }

    [Theory]
    [InlineData(1, "a")]
    [InlineData(2, "a")]
    [InlineData(64, "a")]
    [InlineData(2, "\U0001F600")]
    [InlineData(64, "\U0001F600")]
    public async Task A_database_name_of_the_wrong_length_is_400(int length, string character) =>
        (await PostNamesAsync(Repeat(character, length), "main")).IsError(
            400, "database_name_length", "Warehouse name must be 3-63 characters");

    [Theory]
    [InlineData("Acme")]
    [InlineData("1acme")]
    [InlineData("-acme")]
    [InlineData("acme-")]
    [InlineData("ac_me")]
    [InlineData("ac me")]
    [InlineData("acme\n")]
    [InlineData("\nacme")]
    [InlineData("acme\0")]
    [InlineData("ac.me")]
    [InlineData("аcme")]
    [InlineData("acme\u0661")]
    [InlineData("\U0001F600\U0001F600\U0001F600")]
    public async Task A_database_name_that_is_no_dns_label_is_400(string name) => (await PostNamesAsync(name, "main")).IsError(
        400,
        "database_name_not_a_dns_label",
        "Warehouse name must be a DNS label: lowercase letters, numbers, and hyphens, starting and ending with a letter or number");

    [Theory]
    [InlineData("""{"database_name": "acme"}""")]
    [InlineData("""{"database_name": "acme", "table_name": null}""")]
    [InlineData("""{"database_name": "acme", "table_name": ""}""")]
    public async Task Without_a_table_name_it_is_400(string body) =>
        (await _gateway.PostJsonAsync("provision", body)).IsError(400, "table_name_required", "table_name is required");

    [Theory]
    [InlineData(64)]
    [InlineData(60_000)]
    public async Task A_table_name_that_is_too_long_is_400(int length) =>
        (await PostNamesAsync("acme", Repeat("a", length))).IsError(400, "table_name_too_long", "Table name must be at most 63 characters");

    [Theory]
    [InlineData(56)]
    [InlineData(63)]
    public async Task A_table_name_too_long_for_the_projects_tables_is_400_and_says_why(int length) =>
        (await PostNamesAsync("acme", Repeat("a", length))).IsError(
        400,
        "table_name_too_long",
        "Table name must be at most 55 characters: it is the suffix of persons_<table_name>, and PostgreSQL names have at most 63 bytes");

    [Theory]
    [InlineData("Main")]
    [InlineData("ma-in")]
    [InlineData("main\n")]
    [InlineData("main ")]
    [InlineData("m\u00e4in")]
    [InlineData("main\0")]
    public async Task A_table_name_with_other_characters_is_400(string name) => (await PostNamesAsync("acme", name)).IsError(
        400,
        "table_name_invalid_characters",
        "Table name must use only lowercase letters, numbers, and underscores");

    [Theory]
    [InlineData("abc", "a")]
    [InlineData("a-1", "_")]
    [InlineData("a--b", "0")]
    [InlineData("acme", "1_main")]
    public async Task Names_of_the_right_form_are_accepted(string database, string table) =>
        Assert.Equal(202, (await PostNamesAsync(database, table)).Status);

    [Fact]
    public async Task The_longest_names_are_accepted() =>
        Assert.Equal(202, (await PostNamesAsync(Repeat("a", 63), Repeat("a", 55))).Status);

    [Fact]
    public async Task Unknown_members_are_ignored_and_of_a_repeated_one_the_last_counts()
    {
        var answer = await _gateway.PostJsonAsync(
            "provision", """{"database_name": 5, "x": {"y": [1]}, "database_name": "acme", "table_name": "main"}""");
        Assert.Equal(202, answer.Status);
    }

    [Fact]
    public async Task Forms_are_as_good_as_json()
    {
        using var form = new FormUrlEncodedContent([new("database_name", "acme"), new("table_name", "main")]);
        Assert.Equal(202, (await _gateway.SendAsync(HttpMethod.Post, "provision", form)).Status);
        using var multipart = new MultipartFormDataContent
        {
            { new StringContent("acme"), "database_name" },
            { new StringContent("main"), "table_name" },
        };
        Assert.Equal(202, (await _gateway.SendAsync(HttpMethod.Post, "provision", multipart)).Status);
        using var empty = new FormUrlEncodedContent([]);
        (await _gateway.SendAsync(HttpMethod.Post, "provision", empty)).IsError(400, "database_name_required", "database_name is required");
        using var file = new MultipartFormDataContent { { new StringContent("acme"), "database_name", "acme.txt" } };
        (await _gateway.SendAsync(HttpMethod.Post, "provision", file)).IsError(
            400, "database_name_not_a_string", "database_name must be a string");
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private Task<Answer> PostNamesAsync(string database, string table) => _gateway.PostJsonAsync(
        "provision",
        JsonSerializer.Serialize(new Dictionary<string, string> { ["database_name"] = database, ["table_name"] = table }));
}
