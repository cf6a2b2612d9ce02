using Warehouse.Failpoints;
using Warehouse.Failures;
using Warehouse.Storage;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>
/// Gives root another password. The intent is written first and the result last: whoever finds the intent alone puts the old verifier back, so
/// a reset that nobody was told of has not happened (docs/adr/0007-unconfirmed-resets-are-undone.md).
/// </summary>
internal sealed class PasswordReset(SecretsStep secrets, ILogger<PasswordReset> logger)
{
    public async Task<ResetPasswordResult> RunAsync(
        ConfirmedState<WarehouseRecord> state, WarehouseSpec spec, Guid operationId, string verifier, CancellationToken cancellationToken)
    {
        try
        {
            await state.UpdateAsync(record => record.Change(operationId, current => current with { UnconfirmedVerifier = verifier }));
            Failpoint.Hit("reset.intent");
            await secrets.ReplaceVerifierAsync(spec with { Verifier = verifier }, cancellationToken);
            Failpoint.Hit("reset.applied");
            await state.UpdateAsync(record => record.Change(
                operationId, current => current with { Verifier = verifier, UnconfirmedVerifier = null }));
            Failpoint.Hit("reset.confirmed");
        }
        catch (Exception exception)
        {
            WarehouseLog.ResetFailed(logger, spec.OrganizationId, exception);
            throw new UnavailableException(
                "The warehouse server cannot be reached, or the change was not confirmed; the old password stays. Try again.");
        }

        WarehouseLog.Reset(logger, spec.OrganizationId);
        return new ResetPasswordResult { Outcome = ResetPasswordOutcome.Done, Username = spec.RootLogin };
    }
}
