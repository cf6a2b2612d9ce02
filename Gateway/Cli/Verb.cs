using System.CommandLine;
using System.Runtime.InteropServices;
using Warehouse.Audit;

namespace Warehouse.Cli;

/// <summary>What a verb works with: its command line, the cluster, and where its output goes.</summary>
internal sealed record VerbContext(ParseResult Parsed, IGrainFactory Grains, Output Output);

/// <summary>How every verb runs: connect, ask, answer; whatever goes wrong is one line on standard error and exit code 1.</summary>
internal static class Verb
{
    /// <summary>Makes <paramref name="command"/> a verb. Before it connects, <paramref name="check"/> may refuse the command line with a reason.</summary>
    public static void SetVerb(this Command command, Func<VerbContext, CancellationToken, Task<Answer>> run, Func<ParseResult, string?>? check = null) =>
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, run, check, cancellationToken));

    private static async Task<int> RunAsync(
        ParseResult parsed, Func<VerbContext, CancellationToken, Task<Answer>> run, Func<ParseResult, string?>? check, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        var output = new Output(parsed.GetValue(Inputs.Json));
        try
        {
            if (check?.Invoke(parsed) is { } reason)
            {
                return Output.Fail(reason);
            }

            await using var cluster = await OperatorClient.OpenAsync(stop.Token);
            AuditCaller.Set($"operator {Environment.UserName}", Environment.MachineName);
            return output.Write(await run(new VerbContext(parsed, cluster.Grains, output), stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Output.Fail("Interrupted.");
        }
        catch (Exception exception)
        {
            return Output.Fail(CliMessages.Failure(exception));
        }
    }

    // The first signal ends the verb politely; the second one ends the process.
    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }
}
