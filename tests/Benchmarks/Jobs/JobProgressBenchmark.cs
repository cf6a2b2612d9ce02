using System.CommandLine;
using System.Globalization;
using Npgsql;
using Warehouse.Local;
using Warehouse.Teams;

namespace Warehouse.Jobs;

/// <summary>
/// <c>job-progress</c>: how many progress reports a second one silo takes, beside the same reports written straight into the table. The
/// server runs without fsync, as in the tests, which favours the table.
/// </summary>
internal sealed class JobProgressBenchmark : IAsyncDisposable
{
    private const int JobsInAProject = 20;
    private const int BatchSize = 100;
    private readonly TestDeployment _deployment;
    private readonly int _callers;
    private readonly NpgsqlDataSource _table;
    private readonly List<(ITeamGrain Team, Guid[] Jobs)> _projects = [];
    private long _rows;

    private JobProgressBenchmark(TestDeployment deployment, int callers)
    {
        (_deployment, _callers) = (deployment, callers);
        var database = deployment.Deployment.Postgres.ConnectionString(LocalDeployment.SystemDatabaseName);
        _table = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database)
        {
            MaxAutoPrepare = 50,
            MaxPoolSize = 16,
        });
    }

    public static Command Command()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 3, Description = "Length of one measurement." };
        var callers = new Option<int>("--callers") { DefaultValueFactory = _ => 32, Description = "Calls under way at a time." };
        var projects = new Option<int>("--projects") { DefaultValueFactory = _ => 64 };
        var command = new Command("job-progress", "Progress reports, starts and ends of jobs a second.")
        {
            rounds,
            seconds,
            callers,
            projects,
        };
        command.SetAction(async (parsed, _) =>
        {
            await using var deployment = await TestDeployment.PrepareAsync();
            await deployment.StartSiloAsync();
            await deployment.ConnectAsync();
            await using var benchmark = new JobProgressBenchmark(deployment, parsed.GetValue(callers));
            await benchmark.PrepareAsync(parsed.GetValue(projects));
            await benchmark.RunAsync(new Rounds(parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds))));
        });
        return command;
    }

    public async ValueTask DisposeAsync() => await _table.DisposeAsync();

    private async Task PrepareAsync(int projects)
    {
        var organization = _deployment.Grains.Organization(Guid.NewGuid());
        await organization.CreateAsync("Benchmark");
        for (var i = 0; i < projects; i++)
        {
            var team = _deployment.Grains.Team((await organization.CreateProjectAsync(null, "Benchmark")).ProjectId);
            var jobs = Enumerable.Range(0, JobsInAProject).Select(_ => Start()).ToArray();
            foreach (var job in jobs)
            {
                Check(await team.StartJobAsync(job));
            }

            _projects.Add((team, [.. jobs.Select(job => job.Id)]));
        }
    }

    private async Task RunAsync(Rounds rounds)
    {
        var (first, firstJobs) = _projects[0];
        rounds.Add("UPDATE ledger.job, a statement for each report", stop => RepeatAsync(UpdateAsync, stop));
        rounds.Add("a grain call for each report, one project", stop => RepeatAsync(
            async n => Check(await first.ReportProgressAsync(firstJobs[n % JobsInAProject], Interlocked.Increment(ref _rows))), stop));
        var all = string.Create(CultureInfo.InvariantCulture, $"a grain call for each report, {_projects.Count} projects");
        rounds.Add(all, stop => RepeatAsync(
            async n =>
            {
                var (team, jobs) = _projects[(int)(n % _projects.Count)];
                Check(await team.ReportProgressAsync(jobs[n % JobsInAProject], Interlocked.Increment(ref _rows)));
            },
            stop));
        rounds.Add($"batches of {BatchSize} reports, one project", async stop => BatchSize * await RepeatAsync(
            async _ =>
            {
                var reports = new JobProgress[BatchSize];
                for (var i = 0; i < BatchSize; i++)
                {
                    reports[i] = new JobProgress { JobId = firstJobs[i % JobsInAProject], Rows = Interlocked.Increment(ref _rows) };
                }

                Check((await first.ReportProgressBatchAsync(reports))[0]);
            },
            stop));
        rounds.Add("start and complete, both durable, one project", stop => RepeatAsync(_ => StartAndCompleteAsync(first), stop));
        rounds.Add(string.Create(CultureInfo.InvariantCulture, $"start and complete, both durable, {_projects.Count} projects"), stop =>
            RepeatAsync(n => StartAndCompleteAsync(_projects[(int)(n % _projects.Count)].Team), stop));
        await rounds.RunAsync(string.Create(CultureInfo.InvariantCulture, $"a second, {_callers} callers"));
    }

    private static async Task StartAndCompleteAsync(ITeamGrain team)
    {
        var job = Start();
        Check(await team.StartJobAsync(job));
        Check(await team.CompleteJobAsync(job.Id, 1));
    }

    private async Task UpdateAsync(long n)
    {
        await using var command = _table.CreateCommand(
            "UPDATE ledger.job SET rows = GREATEST(rows, $2), reported_at = $3 WHERE id = $1 AND status = 'running'");
        var (_, jobs) = _projects[(int)(n % _projects.Count)];
        command.Parameters.Add(new NpgsqlParameter { Value = jobs[n % JobsInAProject] });
        command.Parameters.Add(new NpgsqlParameter { Value = Interlocked.Increment(ref _rows) });
        command.Parameters.Add(new NpgsqlParameter { Value = DateTimeOffset.UtcNow });
        if (await command.ExecuteNonQueryAsync() != 1)
        {
            throw new InvalidOperationException("The job is gone.");
        }
    }

    private async Task<long> RepeatAsync(Func<long, Task> call, CancellationToken stop)
    {
        var done = 0L;
        await Task.WhenAll(Enumerable.Range(0, _callers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await call(Interlocked.Increment(ref done));
            }
        }, CancellationToken.None)));
        return done;
    }

    private static JobStart Start() =>
        new() { Id = Guid.CreateVersion7(), Kind = JobKind.Import, SourceId = Guid.NewGuid(), Billable = true };

    // A report may be overtaken by another caller's.
    private static void Check(JobOutcome outcome)
    {
        if (outcome is not (JobOutcome.Done or JobOutcome.NotMonotonic))
        {
            throw new InvalidOperationException($"The call was answered with {outcome}.");
        }
    }
}
