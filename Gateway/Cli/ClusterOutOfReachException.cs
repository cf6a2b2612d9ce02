namespace Warehouse.Cli;

/// <summary>No silo could be reached within the time a person is willing to wait.</summary>
internal sealed class ClusterOutOfReachException(string reason) : Exception($"The cluster is out of reach: {reason}.");
