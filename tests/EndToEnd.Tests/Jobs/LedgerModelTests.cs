using CsCheck;
using Orleans.Core.Internal;
using Warehouse.Activities;
using Warehouse.Teams;
using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>
/// The model of the unit tests beside the real thing: grain, PostgreSQL, HTTP. The period lies in the past, as far as a test can make it.
/// </summary>
public sealed class LedgerModelTests(ClusterFixture cluster)
{
    private static readonly (int, LedgerAction)[] Actions =
    [
        (6, LedgerAction.Start), (8, LedgerAction.Report), (2, LedgerAction.Complete), (2, LedgerAction.Fail), (1, LedgerAction.Cancel),
        (2, LedgerAction.RegisterSource), (1, LedgerAction.RemoveSource), (2, LedgerAction.Acknowledge), (1, LedgerAction.Look),
        (2, LedgerAction.Restart),
    ];

    [Fact]
    public async Task Any_sequence_of_calls_and_restarts_gives_the_sums_of_the_model() =>
        await LedgerStep.Histories(Actions, 50).SampleAsync(
            async steps => await (await History.BeginAsync(cluster)).RunAsync(steps),
            iter: 40, threads: 2, print: steps => string.Join('\n', steps.Select(step => step.ToString())));

    private sealed class History(ClusterFixture cluster, TestOrganization organization, BillingPeriod period, ITeamGrain[] teams)
    {
        private readonly LedgerModel _model = new();
        private readonly Guid[] _jobs = [.. Enumerable.Range(0, 8).Select(_ => Guid.NewGuid())];
        private readonly Guid[] _sources = [.. Enumerable.Range(0, 3).Select(_ => Guid.NewGuid())];
        private readonly DateTimeOffset _epoch = period.Start.AddDays(14.5);

        public static async Task<History> BeginAsync(ClusterFixture cluster)
        {
            var organization = await TestOrganization.CreateAsync(cluster.Test);
            var now = DateTimeOffset.UtcNow;
            var start = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(-2);
            var period = new BillingPeriod { Interval = "month", Start = start, End = start.AddMonths(1) };
            await cluster.Grains.Organization(organization.Id).SetBillingPeriodAsync(period);
            return new History(
                cluster,
                organization,
                period,
                [cluster.Grains.Team(organization.ProjectId), cluster.Grains.Team(await organization.AddProjectAsync())]);
        }

        public async Task RunAsync(LedgerStep[] steps)
        {
            foreach (var step in steps)
            {
                await RunAsync(step);
            }

            for (var project = 0; project < teams.Length; project++)
            {
                await LookAsync(project);
                await RestartAsync(project);
                await LookAsync(project);
            }
        }

        private async Task RunAsync(LedgerStep step)
        {
            var (team, number, id) = (teams[step.Project], step.Project + 1, _jobs[step.Job]);
            switch (step.Action)
            {
                case LedgerAction.Start:
                    var start = step.ToStart(_jobs, _sources, _epoch);
                    Assert.Equal(_model.Start(number, start, DateTimeOffset.UtcNow), await team.StartJobAsync(start));
                    break;
                case LedgerAction.Report when step.Variant < 4:
                    JobProgress[] reports =
                    [
                        new() { JobId = id, Rows = step.Rows }, new() { JobId = _jobs[step.Variant], Rows = step.Rows + 5 },
                    ];
                    Assert.Equal(
                        reports.Select(report => _model.Report(number, report.JobId, report.Rows)),
                        await team.ReportProgressBatchAsync(reports));
                    break;
                case LedgerAction.Report:
                    Assert.Equal(_model.Report(number, id, step.Rows), await team.ReportProgressAsync(id, step.Rows));
                    break;
                case LedgerAction.Complete:
                    Assert.Equal(_model.Finish(number, id, JobStatus.Completed, step.Rows), await team.CompleteJobAsync(id, step.Rows));
                    break;
                case LedgerAction.Fail:
                    long? rows = step.Variant < 6 ? null : step.Rows;
                    Assert.Equal(_model.Finish(number, id, JobStatus.Failed, rows), await team.FailJobAsync(id, rows, "error"));
                    break;
                case LedgerAction.Cancel:
                    Assert.Equal(_model.Finish(number, id, JobStatus.Cancelled, null), await team.CancelJobAsync(id));
                    break;
                case LedgerAction.RegisterSource:
                    var source = new SourceRegistration { Id = _sources[step.Source], Type = step.Variant < 9 ? "Stripe" : "Postgres" };
                    Assert.Equal(_model.RegisterSource(number, source), await team.RegisterSourceAsync(source));
                    break;
                case LedgerAction.RemoveSource:
                    Assert.Equal(_model.RemoveSource(number, _sources[step.Source]), await team.RemoveSourceAsync(_sources[step.Source]));
                    break;
                case LedgerAction.Acknowledge:
                    var acknowledgement = new RowsAcknowledgement
                    {
                        PeriodStart = period.Start,
                        PeriodEnd = period.End,
                        Rows = step.Rows,
                        IsCorrection = step.Variant > 8,
                    };
                    Assert.Equal(_model.Acknowledge(number, acknowledgement), await team.AcknowledgeRowsAsync(acknowledgement));
                    break;
                case LedgerAction.Restart:
                    await RestartAsync(step.Project);
                    break;
                default:
                    await LookAsync(step.Project);
                    break;
            }
        }

        private async Task RestartAsync(int project) => await teams[project].AsReference<IGrainManagementExtension>().DeactivateOnIdle();

        private async Task LookAsync(int project)
        {
            _model.AssertUsage(project + 1, await teams[project].GetUsageAsync(), period);
            var listed = new List<(Guid, long)>();
            ActivityPage page;
            do
            {
                page = await teams[project].GetRunningActivityAsync(
                    new ActivityQuery { Limit = 2, Offset = listed.Count, CutoffDays = 10_000 });
                listed.AddRange(page.Results.Select(job => (job.Id, job.Rows)));
            }
            while (page.HasMore);
            Assert.Equal(_model.Running(project + 1, DateTimeOffset.MinValue), listed);

            var all = await teams[project].ListJobsAsync(100, null);
            Assert.Equal(
                _model.Jobs.Where(job => job.Value.Project == project + 1).Select(
                    job => (job.Key, job.Value.Status, job.Value.Rows)).Order(),
                all.Select(job => (job.Id, job.Status, job.Rows)).Order());
            Assert.Equal(
                all.Skip(1).Select(job => job.Id),
                all.Count == 0 ? [] : (await teams[project].ListJobsAsync(100, all[0].Id)).Select(job => job.Id));
            GC.KeepAlive((cluster, organization));
        }
    }
}
