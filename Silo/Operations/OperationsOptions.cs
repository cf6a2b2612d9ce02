using System.Net;
using Microsoft.Extensions.Configuration;

namespace Warehouse.Operations;

/// <summary>Where a process answers its operators, apart from its public port: section <c>Operations</c>.</summary>
public sealed class OperationsOptions
{
    public const string Section = "Operations";

    /// <summary>IP address it listens on.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>TCP port. Unset, 8081 for a silo and 8082 for a gateway.</summary>
    public int? Port { get; set; }

    /// <summary>What the dashboard asks for, as a bearer token or as the password of any user name. Needed when a silo's address is not loopback.</summary>
    public string? Credential { get; set; }

    /// <summary>How long a gateway that was told to stop goes on serving with <c>/readyz</c> off, so that load balancers can look away first.</summary>
    public TimeSpan DrainFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long what is under way may take after that: requests of a gateway, grains of a silo.</summary>
    public TimeSpan StopWithin { get; set; } = TimeSpan.FromSeconds(30);

    public static OperationsOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<OperationsOptions>() ?? new OperationsOptions();
        if (!IPAddress.TryParse(options.Address, out _))
        {
            throw new InvalidOperationException($"{Section}:Address is '{options.Address}': it must be an IP address.");
        }

        return options;
    }

    /// <summary>For a process whose operations port shows more than health.</summary>
    public void RequireCredentialBeyondLoopback()
    {
        if (!IPAddress.IsLoopback(IPAddress.Parse(Address)) && string.IsNullOrEmpty(Credential))
        {
            throw new InvalidOperationException($"{Section}:Address is {Address}: beyond loopback the dashboard needs {Section}:Credential.");
        }
    }
}
