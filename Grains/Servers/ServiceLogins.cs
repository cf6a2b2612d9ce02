using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Warehouse.Settings;

namespace Warehouse.Servers;

/// <summary>
/// Passwords of our service logins, derived from the deployment's master key: they can be made again at any time and are stored nowhere.
/// </summary>
internal sealed class ServiceLogins(byte[] masterKey)
{
    public const int MinKeyBytes = 32;

    public string PasswordFor(Guid organizationId, string databaseName) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(masterKey, Encoding.UTF8.GetBytes($"service-login/{organizationId:D}/{databaseName}")));

    /// <summary>Reads <c>Warehouse:MasterKey</c>, or the file named by <c>Warehouse:MasterKeyFile</c>: at least 32 bytes in Base64.</summary>
    public static ServiceLogins FromConfiguration(IConfiguration configuration)
    {
        var settings = configuration.Read<MasterKeyOptions>();
        var text = settings.MasterKeyFile is { Length: > 0 } file ? ReadFile(file) : settings.MasterKey;
        var buffer = new byte[text?.Length ?? 0];
        if (text is null || !Convert.TryFromBase64String(text, buffer, out var length) || length < MinKeyBytes)
        {
            throw new SettingsException("Warehouse:MasterKey (or the file Warehouse:MasterKeyFile) must hold at least 32 bytes in Base64, for example from `openssl rand -base64 32`.");
        }

        return new ServiceLogins(buffer[..length]);
    }

    private static string ReadFile(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException("Warehouse:MasterKeyFile must be a file that this process may read.");
        }
    }
}
