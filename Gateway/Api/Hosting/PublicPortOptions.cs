using Warehouse.Settings;

namespace Warehouse.Hosting;

/// <summary>ASP.NET's own setting, which it reads itself: here for the reference.</summary>
[SettingsSection("")]
internal sealed class PublicPortOptions
{
    [Setting(
        "Where it listens; several are parted by semicolons. `ASPNETCORE_URLS` and `ASPNETCORE_HTTP_PORTS` do as well. TLS is the "
        + "business of what stands in front, or of Kestrel's own settings (`Kestrel__Endpoints__…`).",
        Default = "`http://localhost:5000`")]
    public string? Urls { get; set; }
}
