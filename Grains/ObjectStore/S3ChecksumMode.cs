namespace Warehouse.ObjectStore;

internal enum S3ChecksumMode
{
    /// <summary>Only where the protocol asks for one. Every S3-compatible server takes this.</summary>
    WhenRequired,

    /// <summary>Wherever the protocol allows one, as Amazon S3 recommends; many compatible servers refuse such requests.</summary>
    WhenSupported,
}
