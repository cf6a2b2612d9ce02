using System.ComponentModel;

namespace Warehouse.Provisioning;

/// <summary>A provision that was accepted.</summary>
internal sealed record ProvisionResponse
{
    [Description("Always \"provisioning started\".")]
    public string Status { get; init; } = "provisioning started";

    [Description("The organization that owns the warehouse.")]
    public required Guid Org { get; init; }

    [Description("The warehouse's root login.")]
    public required string Username { get; init; }

    [Description("The root login's password: 32 random bytes as unpadded URL-safe Base64. Shown here and never again.")]
    public required string Password { get; init; }

    public static ProvisionResponse Example => new()
    {
        Org = new Guid("0197a0de-0000-7000-8000-000000000001"),
        Username = "acme",
        Password = "Zm9yIHRoZSBkb2N1bWVudGF0aW9uLCBub3QgcmVhbC4",
    };

    /// <summary>The password is in it: never print it.</summary>
    public override string ToString() => nameof(ProvisionResponse);
}
