using Orleans.Runtime;

namespace Warehouse.Hosting;

/// <summary>What a silo that is told to stop does with work that its grains have not finished.</summary>
internal static class HandOver
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Makes the reminder that would bring the grain back within <paramref name="period"/> do so at once, on a silo that stays. Without it, or
    /// when it fails, the work waits for the reminder's next tick, as after a crash.
    /// </summary>
    public static async Task HandOverAsync(this IGrainBase grain, DeactivationReason reason, string reminder, TimeSpan period)
    {
        if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown)
        {
            await grain.RegisterOrUpdateReminder(reminder, Soon, period);
        }
    }
}
