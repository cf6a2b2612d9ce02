namespace Warehouse.Cli;

/// <summary>There is no cluster to talk to. The message is for the operator.</summary>
internal sealed class OperatorClientException(string message) : Exception(message);
