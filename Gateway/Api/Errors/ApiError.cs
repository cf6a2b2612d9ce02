using Warehouse.Rendering;

namespace Warehouse.Errors;

/// <summary>An answer that refuses, as a value: handlers return it, the OpenAPI document lists it, and here it becomes HTTP.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable and machine-readable, in snake_case.</param>
/// <param name="Text">For people. Never an exception's.</param>
internal abstract record ApiError(int Status, string Code, string Text) : IResult
{
    /// <summary>Seconds for the <c>Retry-After</c> header.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The wire form.</summary>
    public abstract object Body { get; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        return response.WriteAsJsonAsync(Body, Body.GetType(), ApiJson.Options, httpContext.RequestAborted);
    }
}
