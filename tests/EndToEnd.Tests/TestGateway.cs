using Warehouse.Local;

namespace Warehouse;

/// <summary>A gateway beside a deployment's first one.</summary>
public sealed record TestGateway(LocalProcess Process, string Url, string OperationsUrl);
