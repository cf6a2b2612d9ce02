using Warehouse.Failures;
using Warehouse.Resilience;

namespace Warehouse.Errors;

/// <summary>Turns whatever escapes into the contract's form. No exception text ever reaches a client.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer; the status is for our own metrics.
            Abandoned(logger, Route(context), exception.GetType().Name);
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientClosedRequest;
            }
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await Refuse(context, exception).ExecuteAsync(context);
        }
    }

    private EnvelopeError Refuse(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Refusals.TooLarge;
            case BadHttpRequestException bad:
                return Refusals.Unreadable with { Status = bad.StatusCode };
            case UnavailableException unavailable:
                Unavailable(logger, Route(context), unavailable.Message);
                return Refusals.Unavailable(unavailable.Message);
            case var outage when Outage.Is(outage):
                Unavailable(logger, Route(context), outage.GetType().Name);
                return Refusals.Unavailable();
            default:
                Failed(logger, Route(context), exception);
                return Refusals.Unexpected;
        }
    }

    // The pattern, not the path or the query string: keys and names of customers can stand in those.
    private static string Route(HttpContext context) =>
        $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown path"}";

    [LoggerMessage(LogLevel.Debug, "{Route} was given up by its client ({Exception})")]
    private static partial void Abandoned(ILogger logger, string route, string exception);

    [LoggerMessage(LogLevel.Warning, "{Route} could not be served: {Reason}")]
    private static partial void Unavailable(ILogger logger, string route, string reason);

    [LoggerMessage(LogLevel.Error, "{Route} failed")]
    private static partial void Failed(ILogger logger, string route, Exception exception);
}
