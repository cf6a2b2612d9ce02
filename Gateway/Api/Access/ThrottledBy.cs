namespace Warehouse.Access;

/// <summary>Whose limit a request was over.</summary>
internal enum ThrottledBy
{
    Key,
    Address,
}
