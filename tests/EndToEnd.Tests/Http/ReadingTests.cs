using System.Text.Json;

namespace Warehouse.Http;

public sealed class ReadingTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("")]
    [InlineData("?limit=99999999999999999999999&offset=99999999999999999999999&cutoff_days=99999999999999999999999")]
    [InlineData("?limit=-1&offset=-99999999999999999999999&cutoff_days=-99999999999999999999999")]
    public async Task A_project_without_jobs_has_an_empty_page(string query)
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var page = JsonDocument.Parse((await organization.GetAsync("running_activity" + query)).Text).RootElement;
        Assert.Equal(0, page.GetProperty("results").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_parameter_that_is_no_integer_is_400()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        (await organization.GetAsync("running_activity?limit=ten"))
            .IsError(400, "invalid_parameter", "Invalid limit, offset, or cutoff_days parameter");
    }

    [Fact]
    public async Task A_project_without_jobs_has_a_period_and_no_rows()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var now = DateTimeOffset.UtcNow;
        var start = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        (await organization.GetAsync("total_rows_stats")).Is(
            200,
            $$"""
            {"billing_available":true,"billing_interval":"month","billing_period_end":"{{start.AddMonths(1):yyyy-MM-ddTHH:mm:ssZ}}",
            "billing_period_start":"{{start:yyyy-MM-ddTHH:mm:ssZ}}","breakdown_of_rows_by_source":{},
            "materialized_rows_in_billing_period":0,
            "total_rows":0,"tracked_billing_rows":0,"pending_billing_rows":0}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Values_need_a_key_then_a_table_name()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        (await organization.GetAsync("property_values?table_name=t")).IsEnvelope(
            400, "validation_error", "invalid_input", "You must provide a key");
        (await organization.GetAsync("property_values?key=k")).IsEnvelope(
            400, "validation_error", "invalid_input", "You must provide a table name");
    }
}
