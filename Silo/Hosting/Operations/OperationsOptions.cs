using System.Net;
using Microsoft.Extensions.Configuration;
using Warehouse.Settings;

namespace Warehouse.Operations;

/// <summary>Where a process answers its operators, apart from its public port.</summary>
[SettingsSection("Operations")]
public sealed class OperationsOptions
{
    [Setting("IP address it listens on.")]
    public string Address { get; set; } = "127.0.0.1";

    [Setting("TCP port. A silo listens on no other web port: `Urls` has no effect there.", Default = "`8081` (silo), `8082` (gateway)", Min = "0", Max = "65535")]
    public int? Port { get; set; }

    [Setting(
        "What the dashboard asks for, as a bearer token or as the password of any user name; a silo needs it when the address is not loopback. "
        + "Health and metrics never ask.",
        IsSecret = true)]
    public string? Credential { get; set; }

    [Setting("Gateway: how long it goes on serving, with `/readyz` off, once it is told to stop, so that load balancers can look away first.", Min = "00:00:00")]
    public TimeSpan DrainFor { get; set; } = TimeSpan.FromSeconds(5);

    [Setting(
        "How long what is under way may take after that: requests of a gateway, grains of a silo. Give the orchestrator more than both together.",
        Min = "00:00:00")]
    public TimeSpan StopWithin { get; set; } = TimeSpan.FromSeconds(30);

    public static OperationsOptions From(IConfiguration configuration)
    {
        var options = configuration.Read<OperationsOptions>();
        return IPAddress.TryParse(options.Address, out _) ? options : throw new SettingsException("Operations:Address must be an IP address.");
    }

    /// <summary>For a process whose operations port shows more than health.</summary>
    public void RequireCredentialBeyondLoopback()
    {
        if (!IPAddress.IsLoopback(IPAddress.Parse(Address)) && string.IsNullOrEmpty(Credential))
        {
            throw new SettingsException($"Operations:Address is {Address}: beyond loopback the dashboard needs Operations:Credential.");
        }
    }
}
