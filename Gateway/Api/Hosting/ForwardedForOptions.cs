using Warehouse.Settings;

namespace Warehouse.Hosting;

/// <summary>The proxies in front of a gateway.</summary>
[SettingsSection("ForwardedHeaders")]
internal sealed class ForwardedForOptions
{
    [Setting(
        "The proxies in front of the gateway: IP addresses and networks such as `10.0.0.0/8`, with commas between them. Of these, and "
        + "of nobody else, `X-Forwarded-For` is believed: limits by address and the audit trail then see the client's address and not the proxy's.",
        Default = "none")]
    public string KnownProxies { get; set; } = "";
}
