using Microsoft.Extensions.Logging;
using Npgsql;
using Warehouse;
using Warehouse.Audit;
using Warehouse.Jobs;
using Warehouse.Resilience;

namespace Importer;

/// <summary>One run: a job in the ledger, and the table's rows in the warehouse.</summary>
internal sealed partial class TableImport(ImportSettings settings, GrainCalls calls, JobReporter reporter, ILogger<TableImport> logger)
{
    public async Task<bool> RunAsync(CancellationToken stopping)
    {
        AuditCaller.Set("importer", Environment.MachineName);
        try
        {
            await RegisterAsync(stopping);
            await using var job = await StartAsync(stopping);
            return await RunAsync(job, stopping);
        }
        catch (Exception exception) when (exception is ImportException or JobRefusedException || Outage.Is(exception))
        {
            Failed(logger, settings.Table, exception);
            return false;
        }
    }

    private Task<ReportedJob> StartAsync(CancellationToken stopping) => reporter.StartAsync(
        settings.ProjectId,
        new JobStart
        {
            Id = Guid.CreateVersion7(),
            Kind = JobKind.Import,
            SourceId = settings.SourceId,
            Name = settings.Table,
            Billable = true,
        },
        stopping);

    private async Task<bool> RunAsync(ReportedJob job, CancellationToken stopping)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping, job.Refused);
        try
        {
            var rows = await CopyAsync(job, cancellation.Token);
            var outcome = await job.CompleteAsync(rows, stopping);
            Copied(logger, settings.Table, rows, outcome);
            return outcome is JobOutcome.Done or JobOutcome.Unchanged;
        }
        catch (OperationCanceledException) when (job.Refusal is { } refusal)
        {
            Refused(logger, settings.Table, refusal);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await job.CancelAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or ImportException)
        {
            Failed(logger, settings.Table, exception);
            await job.FailAsync(exception, stopping);
        }

        return false;
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var source = new SourceRegistration { Id = settings.SourceId, Type = "Postgres", Name = settings.Table };
        await EnsureAsync(
            "source", calls.CallAsync(grains => grains.Team(settings.ProjectId).RegisterSourceAsync(source), cancellationToken));
        await EnsureAsync(
            "table", calls.CallAsync(grains => grains.Team(settings.ProjectId).RegisterTableAsync(settings.Table), cancellationToken));
    }

    private static async Task EnsureAsync(string what, ValueTask<LedgerOutcome> registration)
    {
        var outcome = await registration;
        if (outcome is not (LedgerOutcome.Done or LedgerOutcome.Unchanged))
        {
            throw new ImportException($"The {what} cannot be registered: {outcome}.");
        }
    }

    /// <summary>
    /// Replaces the table's rows in one transaction: readers see the old ones until the new ones are all there, and an importer that dies
    /// leaves the old ones. The next run starts over; it doubles nothing.
    /// </summary>
    private async Task<long> CopyAsync(ReportedJob job, CancellationToken cancellationToken)
    {
        await using var source = new NpgsqlConnection(settings.Source);
        await source.OpenAsync(cancellationToken);
        await using var warehouse = new NpgsqlConnection(settings.Warehouse);
        await warehouse.OpenAsync(cancellationToken);
        var table = await SourceTable.ReadAsync(source, settings.Table, cancellationToken);

        await using var transaction = await warehouse.BeginTransactionAsync(cancellationToken);
        await table.PrepareTargetAsync(warehouse, cancellationToken);
        await using var from = await source.BeginRawBinaryCopyAsync(table.CopyOut, cancellationToken);
        await using var to = await warehouse.BeginRawBinaryCopyAsync(table.CopyIn, cancellationToken);
        var rows = await BinaryCopy.PumpAsync(from, to, job.Report, cancellationToken);
        await to.DisposeAsync();
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    [LoggerMessage(LogLevel.Information, "{Table}: {Rows} rows are in the warehouse; the ledger says {Outcome}")]
    private static partial void Copied(ILogger logger, string table, long rows, JobOutcome outcome);

    [LoggerMessage(LogLevel.Warning, "{Table}: the ledger ended the job: {Refusal}")]
    private static partial void Refused(ILogger logger, string table, JobOutcome refusal);

    [LoggerMessage(LogLevel.Error, "{Table} could not be copied")]
    private static partial void Failed(ILogger logger, string table, Exception exception);
}
