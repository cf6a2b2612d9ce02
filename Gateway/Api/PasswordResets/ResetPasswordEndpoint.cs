using System.ComponentModel;
using Warehouse.Access;
using Warehouse.Credentials;
using Warehouse.Errors;
using Warehouse.Resilience;
using Warehouse.Routing;
using Warehouse.Warehouses;

namespace Warehouse.PasswordResets;

/// <summary><c>POST reset-password</c>: a new password for the warehouse's root login. Any body is ignored.</summary>
internal static class ResetPasswordEndpoint
{
    private static readonly HandlerError NotReady = new(409, "warehouse_not_ready", "warehouse must be in ready state to reset password");

    public static void MapResetPassword(this IEndpointRouteBuilder routes) => routes.MapPost("reset-password", HandleAsync)
        .RequireKey(Scopes.WarehouseViewWrite)
        .RequireAdmin("reset the root password for the managed warehouse", changesOrganization: true)
        .Answers(
            "Reset the password of the warehouse's root login",
            "Needs a key with the role admin or owner. Any body is ignored. When the answer is there the new password works, the old one "
            + "does not, and its sessions have ended.",
            ResetPasswordResponse.Example)
        .MayRefuse(WarehouseErrors.NotFound, NotReady);

    private static async Task<IResult> HandleAsync(
        Caller caller, HttpResponse response, GrainCalls grains, CancellationToken cancellationToken)
    {
        // The clear text stays here: the cluster gets the verifier, the caller the password.
        var password = LoginPassword.Generate();
        var result = await grains.CallAsync(
            all => all.Warehouse(caller.OrganizationId).ResetPasswordAsync(password.Verifier),
            cancellationToken);
        switch (result.Outcome)
        {
            case ResetPasswordOutcome.Done:
                response.Headers.CacheControl = "no-store";
                return TypedResults.Json(new ResetPasswordResponse { Username = result.Username!, Password = password.Clear });
            case ResetPasswordOutcome.NotFound:
                return WarehouseErrors.NotFound;
            case ResetPasswordOutcome.NotReady:
                return NotReady;
            default:
                throw new InvalidOperationException($"The warehouse answered {result.Outcome}, which this gateway does not know.");
        }
    }
}

/// <summary>A password that was reset.</summary>
internal sealed record ResetPasswordResponse
{
    [Description("The warehouse's root login.")]
    public required string Username { get; init; }

    [Description("Its new password: 32 random bytes as unpadded URL-safe Base64. Shown here and never again.")]
    public required string Password { get; init; }

    public static ResetPasswordResponse Example => new() { Username = "acme", Password = "Zm9yIHRoZSBkb2N1bWVudGF0aW9uLCBub3QgcmVhbC4" };

    /// <summary>The password is in it: never print it.</summary>
    public override string ToString() => nameof(ResetPasswordResponse);
}
