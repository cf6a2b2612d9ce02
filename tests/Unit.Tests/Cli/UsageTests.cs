using System.CommandLine.Invocation;

namespace Warehouse.Cli;

public sealed class UsageTests
{
    private const string Uuid = "0197a0de-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("orgg list", "There is no verb 'orgg': it must be one of org, project, key, status, watch, deprovision, heal, backfill, job, usage, audit.")]
    [InlineData("", "'warehouse' needs a verb: org, project, key, status, watch, deprovision, heal, backfill, job, usage, audit.")]
    [InlineData("org", "'org' needs a verb: create, list, show.")]
    [InlineData("org crate", "There is no verb 'org crate': it must be one of create, list, show.")]
    [InlineData("org list --bogus", "'org list' does not know '--bogus': see `warehouse org list --help`.")]
    [InlineData("org list extra", "'org list' does not know 'extra': see `warehouse org list --help`.")]
    [InlineData($"deprovision {Uuid} --yess", "'deprovision' does not know '--yess': see `warehouse deprovision --help`.")]
    [InlineData("org show acme", $"The organization is 'acme': it must be a UUID, as in {Uuid}.")]
    [InlineData(
        "org show 00000000-0000-0000-0000-000000000000",
        $"The organization is '00000000-0000-0000-0000-000000000000': it must be a UUID, as in {Uuid}.")]
    [InlineData($"project create --organization {Uuid} --name x --id 0", "--id is '0': a project's id is a positive integer.")]
    [InlineData($"key create --organization {Uuid} --role 1 --label x --scope *", "'1' is no role: it must be member, admin or owner.")]
    [InlineData(
        $"key create --organization {Uuid} --role admin --label x --scope query",
        "'query' is no scope: it must be * or object:read or object:write, as in query:read.")]
    [InlineData(
        $"key create --organization {Uuid} --role admin --label x --scope * --expires 3x",
        "'3x' is no duration: it must be like 90m, 12h, 30d or 2w, and at most 36500d.")]
    [InlineData(
        $"key create --organization {Uuid} --role admin --label x --scope * --project 1 a",
        "--project is 'a': a project's id is a positive integer.")]
    [InlineData("usage show acme", "The project is 'acme': a project's id is a positive integer.")]
    [InlineData("key list --limit 0", "--limit is '0': it must be a number from 1 to 10000.")]
    public void A_command_line_that_makes_no_sense_is_one_line_that_says_what_would(string line, string reason)
    {
        var parsed = OperatorCommands.CreateRoot().Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.IsType<ParseErrorAction>(parsed.Action, exactMatch: false);
        Assert.Equal(reason, CliMessages.UsageErrors(parsed));
    }

    [Theory]
    [InlineData("org list")]
    [InlineData("--json org list")]
    [InlineData("org list --json --limit 5")]
    [InlineData("org list extra --help")]
    [InlineData($"key create --organization {Uuid} --role member --label x --scope query:read warehouse_view:write --scope * --project 1 2 --project 3 --default-project 1 --expires 30d")]
    public void A_good_one_passes(string line)
    {
        var parsed = OperatorCommands.CreateRoot().Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.IsNotType<ParseErrorAction>(parsed.Action, exactMatch: false);
    }
}
