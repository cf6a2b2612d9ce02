using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;
using Orleans.Runtime;
using Warehouse.Access;
using Warehouse.Backfills;
using Warehouse.Organizations;
using Warehouse.Registry;
using Warehouse.Warehouses;

namespace Warehouse.Audit;

/// <summary>
/// Writes a line for every call of an <see cref="AuditedAttribute"/> method, whichever way in it took. The line is written before the
/// caller hears of success: when it cannot be, the call fails as unconfirmed, and is safe to send again.
/// </summary>
internal sealed partial class AuditFilter(AuditStore store, RegistryStore registry, TimeProvider time, ILogger<AuditFilter> logger) : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<MethodInfo, string?> _actions = [];

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (_actions.GetOrAdd(context.InterfaceMethod, method => method.GetCustomAttribute<AuditedAttribute>()?.Action) is not { } action)
        {
            await context.Invoke();
            return;
        }

        // As it came in: the call itself may set other values for those it makes.
        var (actor, source) = (AuditCaller.Actor ?? "service", AuditCaller.Source);
        var entry = new AuditEntry { At = time.GetUtcNow(), Action = action, Outcome = "unconfirmed", Actor = actor, Source = source };
        try
        {
            await context.Invoke();
        }
        catch
        {
            await TryAddAsync(await DescribeAsync(entry, context));
            throw;
        }

        await store.AddAsync(await DescribeAsync(entry, context) with { Outcome = OutcomeOf(context.Result) });
    }

    /// <summary>The organization and what the call is about, out of its grain and its arguments.</summary>
    private async Task<AuditEntry> DescribeAsync(AuditEntry entry, IIncomingGrainCallContext context)
    {
        if (context.Grain is ApiKeyGrain key)
        {
            return await FindKeyAsync(key.GetPrimaryKeyString()["key:".Length..]) is { } found
                ? entry with { OrganizationId = found.OrganizationId, Subject = $"key {found.Id}" }
                : entry;
        }

        var argument = context.Request.GetArgumentCount() > 0 ? context.Request.GetArgument(0) : null;
        return entry with
        {
            OrganizationId = ((IAddressable)context.Grain).GetPrimaryKey(),
            Subject = argument switch
            {
                ProvisionCommand command => $"database {command.DatabaseName}",
                ApiKeyRegistration registration => $"key {registration.Id}",
                long project => $"project {project}",
                _ when context.Result is ProjectRegistration { ProjectId: > 0 and var project } => $"project {project}",
                _ => null,
            },
        };
    }

    private async Task<ApiKeyRegistration?> FindKeyAsync(string hash)
    {
        try
        {
            return await registry.FindKeyByHashAsync(hash);
        }
        catch (DbException)
        {
            // The line says less then, and cannot be written either, most likely.
            return null;
        }
    }

    private async Task TryAddAsync(AuditEntry entry)
    {
        try
        {
            await store.AddAsync(entry);
        }
        catch (DbException exception)
        {
            NotWritten(logger, entry.Action, entry.Actor, exception);
        }
    }

    private static string OutcomeOf(object? result) => result switch
    {
        ProvisionResult provision => Word(provision.Outcome),
        ResetPasswordResult reset => Word(reset.Outcome),
        ProjectRegistration project => Word(project.Outcome),
        DeprovisionOutcome outcome => Word(outcome),
        EnableBackfillOutcome outcome => Word(outcome),
        RegistrationOutcome outcome => Word(outcome),
        true => "done",
        false => "not_found",
        _ => "done",
    };

    private static string Word<T>(T outcome)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());

    [LoggerMessage(LogLevel.Error, "The audit trail lacks a line: {Action} by {Actor}, unconfirmed")]
    private static partial void NotWritten(ILogger logger, string action, string actor, Exception exception);
}
