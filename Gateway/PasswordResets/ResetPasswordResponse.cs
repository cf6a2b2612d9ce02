using System.ComponentModel;

namespace Warehouse.PasswordResets;

/// <summary>A password that was reset.</summary>
internal sealed record ResetPasswordResponse
{
    [Description("The warehouse's root login.")]
    public required string Username { get; init; }

    [Description("Its new password: 32 random bytes as unpadded URL-safe Base64. Shown here and never again.")]
    public required string Password { get; init; }

    public static ResetPasswordResponse Example => new() { Username = "acme", Password = "Zm9yIHRoZSBkb2N1bWVudGF0aW9uLCBub3QgcmVhbC4" };

    /// <summary>The password is in it: never print it.</summary>
    public override string ToString() => nameof(ResetPasswordResponse);
}
