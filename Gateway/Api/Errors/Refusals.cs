using System.Globalization;

namespace Warehouse.Errors;

/// <summary>Every envelope the gateway answers with. Types, codes and texts are wire literals of the contract.</summary>
internal static class Refusals
{
    public static readonly EnvelopeError NotAuthenticated =
        new(401, "authentication_error", "not_authenticated", "Authentication credentials were not provided.");

    public static readonly EnvelopeError ProjectNotFound = new(404, "invalid_request", "not_found", "Project not found.");

    public static readonly EnvelopeError EndpointNotFound = new(404, "invalid_request", "not_found", "Endpoint not found.");

    public static readonly EnvelopeError OtherOrganization =
        new(403, "authentication_error", "permission_denied", "You don't have access to the project.");

    public static readonly EnvelopeError NotAnObject = InvalidInput("The request body must be a JSON object.");

    public static readonly EnvelopeError TooLarge =
        new(413, "invalid_request", "request_too_large", "The request body must be at most 64 KiB.");

    public static readonly EnvelopeError Unreadable = new(400, "invalid_request", "parse_error", "The request could not be read.");

    public static readonly EnvelopeError Unexpected = new(500, "server_error", "error", "A server error occurred.");

    /// <param name="where">Where the key stood: <c>Authorization header</c>, <c>body</c> or <c>query string</c>.</param>
    public static EnvelopeError InvalidKey(string where) =>
        new(401, "authentication_error", "authentication_failed", $"Personal API key found in request {where} is invalid.");

    public static EnvelopeError ScopeMissing(string scope) =>
        new(403, "authentication_error", "permission_denied", $"API key missing required scope '{scope}'");

    public static EnvelopeError ProjectNotListed(long projectId) => new(
        403,
        "authentication_error",
        "permission_denied",
        string.Create(CultureInfo.InvariantCulture, $"API key does not have access to the requested project: ID {projectId}."));

    public static EnvelopeError MethodNotAllowed(string method) =>
        new(405, "invalid_request", "method_not_allowed", $"Method \"{method}\" not allowed.");

    public static EnvelopeError ParseError(string what, string why) =>
        new(400, "invalid_request", "parse_error", $"{what} parse error - {why}");

    public static EnvelopeError UnsupportedMediaType(string? contentType) =>
        new(415, "invalid_request", "unsupported_media_type", $"Unsupported media type \"{contentType}\" in request.");

    public static EnvelopeError InvalidInput(string message) => new(400, "validation_error", "invalid_input", message);

    public static EnvelopeError Throttled(int seconds) => new(
        429,
        "throttled_error",
        "throttled",
        string.Create(CultureInfo.InvariantCulture, $"Request was throttled. Expected available in {seconds} seconds."))
    {
        RetryAfter = seconds,
    };

    /// <summary>A few seconds, not the same for all: clients that were refused together should not come back together.</summary>
    public static EnvelopeError Unavailable(string detail = "The service is temporarily unavailable. Try again.") =>
        new(503, "server_error", "unavailable", detail) { RetryAfter = Random.Shared.Next(1, 6) };
}
