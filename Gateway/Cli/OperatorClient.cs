using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Runtime;
using Warehouse.Hosting;
using Warehouse.Settings;

namespace Warehouse.Cli;

/// <summary>A short-lived client of the cluster: no logging, no web server, and no waiting for ever.</summary>
internal sealed class OperatorClient : IAsyncDisposable
{
    // Any attempt fails by itself within 5 s when nobody is there. What lasts longer without failing is a slow machine, not an absent cluster.
    private static readonly TimeSpan PatienceAfterFailure = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan PatienceAtAll = TimeSpan.FromSeconds(20);
    private readonly IHost _host;

    private OperatorClient(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<OperatorClient> OpenAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(PatienceAtAll);
        var attempts = new Attempts(() => limit.CancelAfter(PatienceAfterFailure));
        try
        {
            var host = Build(attempts);

            // The client looks at its token between attempts only, and one attempt may hang as long as TCP does.
            await host.StartAsync(limit.Token).WaitAsync(limit.Token);
            return new OperatorClient(host);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new OperatorClientException($"The cluster is out of reach: {Reason(attempts.Last)}.");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ArgumentException or FormatException or SettingsException or OptionsValidationException)
        {
            throw new OperatorClientException($"The configuration cannot be used: {CliMessages.FirstLine(exception.Message)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Said goodbye or not, the process ends now: a silo that does not answer must not hold it.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await _host.StopAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _host.Dispose();
    }

    private static IHost Build(Attempts attempts)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environments.Production;

        // The same sources as the gateway itself, so that one configuration serves both.
        builder.Configuration.SetBasePath(Directory.GetCurrentDirectory());
        builder.Configuration.AddJsonFile("appsettings.json", optional: true);
        builder.Configuration.AddJsonFile($"appsettings.{environment}.json", optional: true);
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddHostSettings("gateway.json");
        if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(SystemDatabase.ConnectionName)))
        {
            throw new OperatorClientException(
                $"The cluster is out of reach: no {LocalCluster.Folder} folder is here and ConnectionStrings:{SystemDatabase.ConnectionName} is not configured; start ./run.sh or configure the system database.");
        }

        builder.AddWarehouseClient();
        builder.Services.AddSingleton<IClientConnectionRetryFilter>(attempts);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder.Build();
    }

    private static string Reason(Exception? last) => last switch
    {
        null => "it does not answer",
        _ when Find<PostgresException>(last) is { SqlState: PostgresErrorCodes.UndefinedTable } => "the system database has no cluster in it yet; start a silo",
        _ when Find<PostgresException>(last) is { SqlState: var state } => $"the system database refuses this client (SQLSTATE {state})",
        _ when Find<NpgsqlException>(last) is not null => "the system database does not answer",
        _ => "no silo answers",
    };

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
        {
            exception = exception is AggregateException { InnerExceptions: [var first, ..] } ? first : exception.InnerException;
        }

        return (T?)exception;
    }

    /// <summary>Keeps trying, as the gateway does, and remembers what stood in the way.</summary>
    private sealed class Attempts(Action onFirstFailure) : IClientConnectionRetryFilter
    {
        public Exception? Last { get; private set; }

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            if (Last is null)
            {
                onFirstFailure();
            }

            Last = exception;
            await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
            return true;
        }
    }

    /// <summary>Signals are the verb's own business.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
