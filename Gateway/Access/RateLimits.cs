using System.ComponentModel.DataAnnotations;

namespace Warehouse.Access;

/// <summary>Requests allowed for one API key, from the section <c>RateLimits</c>; 0 is no limit.</summary>
internal sealed class RateLimits
{
    [Range(0, int.MaxValue)]
    public int RequestsPerMinute { get; set; } = 480;

    [Range(0, int.MaxValue)]
    public int RequestsPerHour { get; set; } = 4800;
}
