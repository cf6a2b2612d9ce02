namespace Warehouse.Cli;

public sealed class WarehouseJsonTests
{
    [Fact]
    public void A_ready_warehouse_is_written_as_the_endpoint_does_and_then_some() => Assert.Equal(
        """
        {"org_id":"0197a0de-0000-7000-8000-00000000000a","state":"ready","status_message":"Infrastructure ready",
        "s3_state":"ready","metadata_store_state":"ready","identity_state":"ready","secrets_state":"ready",
        "ready_at":"2026-03-01T12:00:01.500000Z","failed_at":null,
        "connection":{"host":"acme.example.com","port":5432,"database":"acme","username":"acme"},
        "has_backfill":true,"table_suffix":"main","table_suffixes":{"7":"main"},
        "database_name":"acme","bucket":"wh-acme","server":"local","attempts":1,"next_attempt_at":null,
        "steps":[{"step":"bucket","started_at":"2026-03-01T12:00:00Z","finished_at":"2026-03-01T12:00:00.012000Z","failure":null},
        {"step":"database","started_at":"2026-03-01T12:00:00.020000Z","finished_at":"2026-03-01T12:00:01.320000Z","failure":null}]}
        """.ReplaceLineEndings(""), OperatorJson.Line(WarehouseJson.Of(Reports.Ready)));

    [Fact]
    public void A_failed_one_keeps_its_nulls_and_has_no_single_suffix_where_there_are_two() => Assert.Equal(
        """
        {"org_id":"0197a0de-0000-7000-8000-00000000000a","state":"failed","status_message":"The warehouse server refused the connection",
        "s3_state":"ready","metadata_store_state":"failed","identity_state":"pending","secrets_state":"provisioning",
        "ready_at":null,"failed_at":"2026-03-01T12:00:02Z","connection":null,
        "has_backfill":true,"table_suffix":null,"table_suffixes":{"7":"main","8":"shop"},
        "database_name":"acme","bucket":"wh-acme","server":"local","attempts":3,"next_attempt_at":"2026-03-01T12:00:34Z",
        "steps":[{"step":"bucket","started_at":"2026-03-01T12:00:00Z","finished_at":"2026-03-01T12:00:00.012000Z","failure":null},
        {"step":"database","started_at":"2026-03-01T12:00:00.020000Z","finished_at":"2026-03-01T12:00:01.320000Z","failure":"The warehouse server refused the connection"}]}
        """.ReplaceLineEndings(""), OperatorJson.Line(WarehouseJson.Of(Reports.Failed)));
}
