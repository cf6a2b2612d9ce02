using Warehouse.Access;
using Warehouse.Credentials;
using Warehouse.Resilience;
using Warehouse.Routing;
using Warehouse.Warehouses;

namespace Warehouse.PasswordResets;

/// <summary><c>POST reset-password</c>: a new password for the warehouse's root login. Any body is ignored.</summary>
internal static class ResetPasswordEndpoint
{
    public static void MapResetPassword(this IEndpointRouteBuilder routes) => routes.MapPost("reset-password", HandleAsync)
        .RequireKey(Scopes.WarehouseViewWrite)
        .Answers(
            "Reset the password of the warehouse's root login",
            "Needs a key with the role admin or owner. Any body is ignored. When the answer is there the new password works, the old one "
            + "does not, and its sessions have ended.",
            ResetPasswordResponse.Example)
        .MayRefuse(ResetPasswordErrors.All);

    private static async Task<IResult> HandleAsync(Caller caller, HttpContext context, GrainCalls grains)
    {
        if (!caller.IsAdmin)
        {
            return ResetPasswordErrors.AdminRequired;
        }

        // The clear text stays here: the cluster gets the verifier, the caller the password.
        var password = LoginPassword.Generate();
        var result = await grains.CallAsync(
            all => all.Warehouse(caller.OrganizationId).ResetPasswordAsync(password.Verifier),
            context.RequestAborted);
        switch (result.Outcome)
        {
            case ResetPasswordOutcome.Done:
                context.Response.Headers.CacheControl = "no-store";
                return TypedResults.Json(new ResetPasswordResponse { Username = result.Username!, Password = password.Clear });
            case ResetPasswordOutcome.NotFound:
                return ResetPasswordErrors.NotFound;
            case ResetPasswordOutcome.NotReady:
                return ResetPasswordErrors.NotReady;
            default:
                throw new InvalidOperationException($"The warehouse answered {result.Outcome}, which this gateway does not know.");
        }
    }
}
