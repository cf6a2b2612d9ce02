using System.Security.Cryptography;
using System.Text;

namespace Warehouse.Credentials;

/// <summary>
/// PostgreSQL's SCRAM-SHA-256 verifier (RFC 5803 in PostgreSQL's spelling): what the server stores instead of a password, and accepts
/// verbatim in <c>ALTER ROLE … PASSWORD</c>. Computed by us so that a clear password never reaches the server. Npgsql has no public helper.
/// </summary>
public static class ScramVerifier
{
    /// <summary>PostgreSQL's own default. The passwords are 256 random bits, so more rounds would only slow logins down.</summary>
    public const int Iterations = 4096;
    private const int SaltBytes = 16;
    private const int KeyBytes = 32;

    public static string Create(string password) => Create(password, RandomNumberGenerator.GetBytes(SaltBytes));

    internal static string Create(string password, byte[] salt)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, KeyBytes);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var storedKey = SHA256.HashData(clientKey);
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }

    /// <summary>True for text that PostgreSQL takes as a verifier and not as a clear password.</summary>
    public static bool IsWellFormed(string text)
    {
        var parts = text.Split('$');
        return parts.Length == 3
            && parts[0] == "SCRAM-SHA-256"
            && parts[1].Split(':') is [var rounds, var salt] && int.TryParse(rounds, out var n) && n >= Iterations && IsBase64(salt, 1)
            && parts[2].Split(':') is [var stored, var server] && IsBase64(stored, KeyBytes) && IsBase64(server, KeyBytes);
    }

    private static bool IsBase64(string text, int atLeast)
    {
        var buffer = new byte[64];
        return Convert.TryFromBase64String(text, buffer, out var length) && length >= atLeast && (atLeast != KeyBytes || length == KeyBytes);
    }
}
