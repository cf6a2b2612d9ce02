using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Warehouse.Backfills.Loading;
using Warehouse.ObjectStore;
using Warehouse.Tables;

namespace Warehouse.Backfills;

/// <summary>What a listing of <c>backfill/{project}/{dataset}/{partition}/…</c> amounts to.</summary>
internal sealed record BackfillListing(IReadOnlyList<PartitionPlan> Partitions, IReadOnlyList<string> Ignored)
{
    public const int MaxIgnored = 20;

    public static string PrefixOf(long projectId) => $"backfill/{projectId}/";

    public static async Task<BackfillListing> ReadAsync(
        IObjectStore store, BackfillTarget target, LoadLimits limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var prefix = PrefixOf(target.ProjectId);
        var files = new SortedDictionary<(string Partition, Dataset Dataset), List<PartitionFile>>();
        var ignored = new List<string>();
        var count = 0;
        await foreach (var item in store.ListAsync(target.Bucket, prefix, cancellationToken))
        {
            if (++count > limits.MaxFiles)
            {
                throw new BackfillException(null, null, $"more than {limits.MaxFiles} files below {prefix}: combine or delete some");
            }

            if (Parse(item.Key[prefix.Length..]) is { } place)
            {
                if (!files.TryGetValue(place, out var list))
                {
                    files.Add(place, list = []);
                }

                // One more than the limit tells that there are too many.
                if (list.Count <= limits.MaxFilesPerPartition)
                {
                    list.Add(new PartitionFile { Key = item.Key, ETag = item.ETag, Size = item.Size });
                }
            }
            else if (ignored.Count < MaxIgnored)
            {
                ignored.Add(item.Key);
            }
        }

        return new BackfillListing([.. files.Select(entry => Plan(entry.Key.Dataset, entry.Key.Partition, entry.Value, now))], ignored);
    }

    /// <summary>Null when the path is no file of a partition.</summary>
    internal static (string Partition, Dataset Dataset)? Parse(string path)
    {
        if (path.Split('/') is not [var dataset, var partition, _, ..] || FileFormats.Of(path) is null)
        {
            return null;
        }

        Dataset? known = dataset switch
        {
            "events" => Dataset.Events,
            "persons" => Dataset.Persons,
            _ => null,
        };
        return known is { } value && IsPartition(partition) ? (partition, value) : null;
    }

    private static bool IsPartition(string text) =>
        text == "full"
        || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        || DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static PartitionPlan Plan(Dataset dataset, string partition, List<PartitionFile> files, DateTimeOffset now)
    {
        files.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        var text = string.Join('\n', files.Select(file => $"{file.Key}\t{file.ETag}\t{file.Size}"));
        return new PartitionPlan
        {
            Dataset = dataset,
            Partition = partition,
            Files = files,
            PlannedAt = now,
            Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
        };
    }
}
