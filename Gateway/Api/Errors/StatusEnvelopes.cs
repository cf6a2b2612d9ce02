namespace Warehouse.Errors;

/// <summary>Puts the envelope on answers that the framework leaves empty: above all 404 and 405 from routing.</summary>
internal static class StatusEnvelopes
{
    public static void UseStatusEnvelopes(this IApplicationBuilder app) => app.UseStatusCodePages(pages =>
    {
        var context = pages.HttpContext;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Refusals.EndpointNotFound.ExecuteAsync(context),
            StatusCodes.Status405MethodNotAllowed => Refusals.MethodNotAllowed(context.Request.Method).ExecuteAsync(context),
            StatusCodes.Status413PayloadTooLarge => Refusals.TooLarge.ExecuteAsync(context),
            StatusCodes.Status415UnsupportedMediaType => Refusals.UnsupportedMediaType(context.Request.ContentType).ExecuteAsync(context),
            StatusCodes.Status503ServiceUnavailable => Refusals.Unavailable().ExecuteAsync(context),
            >= 500 => Refusals.Unexpected.ExecuteAsync(context),
            var status => (Refusals.Unreadable with { Status = status }).ExecuteAsync(context),
        };
    });
}
