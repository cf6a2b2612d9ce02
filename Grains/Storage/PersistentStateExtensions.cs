using Orleans.Runtime;

namespace Warehouse.Storage;

/// <summary>Writes that keep memory from running ahead of storage.</summary>
internal static class PersistentStateExtensions
{
    /// <summary>
    /// Writes <paramref name="next"/>. When the write fails its outcome is unknown: the activation ends, and the next one reads what is true.
    /// </summary>
    public static async Task WriteOrDeactivateAsync<T>(this IPersistentState<T> storage, T next, IGrainBase grain)
    {
        try
        {
            storage.State = next;
            await storage.WriteStateAsync();
        }
        catch
        {
            grain.DeactivateOnIdle();
            throw;
        }
    }
}
