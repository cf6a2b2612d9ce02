using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Warehouse.Settings;

namespace Warehouse.Hosting;

/// <summary>
/// Whose request a proxy brings: <c>X-Forwarded-For</c>, believed of the proxies that are configured and of nobody else. It is read
/// from its end, where the nearest proxy wrote, up to the first address that is not a known proxy's; what a client put before that has no effect.
/// </summary>
internal static class ForwardedFor
{
    public static void UseForwardedFor(this WebApplication app)
    {
        var options = OptionsFrom(app.Configuration.Read<ForwardedForOptions>().KnownProxies);
        if (options.KnownIPNetworks.Count > 0)
        {
            app.UseForwardedHeaders(options);
        }
    }

    internal static ForwardedHeadersOptions OptionsFrom(string knownProxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var text in knownProxies.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            options.KnownIPNetworks.Add(NetworkOf(text));
        }

        return options;
    }

    private static System.Net.IPNetwork NetworkOf(string text)
    {
        if (System.Net.IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(text, out var address)
            ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new SettingsException(
                "ForwardedHeaders:KnownProxies must be IP addresses and networks such as 10.0.0.0/8, with commas between them.");
    }
}
