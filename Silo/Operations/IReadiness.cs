namespace Warehouse.Operations;

/// <summary>Whether this process is to be sent work. Asks nobody.</summary>
internal interface IReadiness
{
    bool IsReady { get; }
}
