using System.Buffers.Text;
using System.Security.Cryptography;

namespace Warehouse.Credentials;

/// <summary>A new password for a warehouse's root login, with the verifier that goes to the cluster in its place.</summary>
public sealed class LoginPassword
{
    private LoginPassword(string clear) => (Clear, Verifier) = (clear, ScramVerifier.Create(clear));

    /// <summary>32 random bytes as unpadded URL-safe Base64: 43 characters. Goes into one answer and nowhere else.</summary>
    public string Clear { get; }

    /// <summary>What PostgreSQL, and our state, hold of it.</summary>
    public string Verifier { get; }

    public static LoginPassword Generate() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Never the clear text, wherever this may be formatted.</summary>
    public override string ToString() => "***";
}
