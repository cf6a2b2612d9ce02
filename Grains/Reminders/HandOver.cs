using Orleans.Runtime;

namespace Warehouse.Reminders;

/// <summary>
/// What becomes of unfinished work when a grain has to leave its silo: the silo stops, or another one stopped or died that knew where the
/// grain was.
/// </summary>
internal static class HandOver
{
    // Later than it takes a silo to leave: a reminder whose time has passed when its new keeper reads it waits for its whole period.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Makes the reminder that would bring the grain back within <paramref name="period"/> do so in ten seconds, on a silo that stays. Without
    /// it, or when it fails, the work waits for the reminder's next tick, as after a crash.
    /// </summary>
    public static async Task HandOverAsync(this IGrainBase grain, DeactivationReason reason, string reminder, TimeSpan period)
    {
        if (reason.ReasonCode is DeactivationReasonCode.ShuttingDown or DeactivationReasonCode.DirectoryFailure)
        {
            await grain.RegisterOrUpdateReminder(reminder, Soon, period);
        }
    }
}
