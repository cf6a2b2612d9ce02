namespace Warehouse;

/// <summary>Waits for what must come, without saying when.</summary>
internal static class Eventually
{
    /// <summary>Asks until it is true. What throws is not true yet.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (Exception exception) when (!limit.IsCancellationRequested && exception is not Xunit.Sdk.XunitException)
            {
                // Not yet.
            }

            Assert.False(limit.IsCancellationRequested, "It did not come to pass.");
            await Task.Delay(50);
        }
    }
}
