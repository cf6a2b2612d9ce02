using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Warehouse.Access;

/// <summary>
/// The clear text of an API key: <c>phx_</c>, 38 random Base62 characters (226 bits), and a 6-character Base62 CRC-32 of all that
/// stands before it. The clear text exists where the key is made and where it is used; the cluster only ever sees its hash.
/// </summary>
public static class ApiKey
{
    public const string Prefix = "phx_";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> Base62Digits = SearchValues.Create(Base62);
    private const int RandomLength = 38;
    private const int ChecksumLength = 6;

    /// <summary>Makes a new key. Show it once; keep only <see cref="Hash"/>.</summary>
    public static string Generate()
    {
        var body = Prefix + RandomNumberGenerator.GetString(Base62, RandomLength);
        return body + Checksum(body);
    }

    /// <summary>True when the text has the form of a key and its checksum is right: a mistyped key is refused without a look-up.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length == Prefix.Length + RandomLength + ChecksumLength
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Base62Digits) < 0
        && text.EndsWith(Checksum(text[..^ChecksumLength]), StringComparison.Ordinal);

    /// <summary>SHA-256 of the key in lower-case hexadecimal: the key of its <see cref="IApiKeyGrain"/>.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static string Checksum(string body)
    {
        var crc = Crc32.HashToUInt32(Encoding.ASCII.GetBytes(body));
        var digits = new char[ChecksumLength];
        for (var i = ChecksumLength - 1; i >= 0; i--, crc /= 62)
        {
            digits[i] = Base62[(int)(crc % 62)];
        }

        return new string(digits);
    }
}
