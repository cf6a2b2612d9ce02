using System.Security.Cryptography;
using System.Text;

namespace Warehouse.Local;

/// <summary>
/// Where a deployment's PostgreSQL lives: in its own folder, unless we run as root and the unprivileged user PostgreSQL then runs as may
/// not enter it (a checkout under <c>/root</c>, say). Then it lives under <c>/var/lib/warehouse-local</c>, behind a link.
/// </summary>
internal static class PostgresFolder
{
    private const string Elsewhere = "/var/lib/warehouse-local";

    public static string For(string deployment)
    {
        var folder = Path.Combine(deployment, "postgres");
        if (Directory.Exists(folder) || Environment.UserName != "root" || IsOpenToOthers(deployment))
        {
            return folder;
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(deployment)))[..16];
        Directory.CreateDirectory(Path.Combine(Elsewhere, name));
        if (new FileInfo(folder).LinkTarget is null)
        {
            File.CreateSymbolicLink(folder, Path.Combine(Elsewhere, name));
        }

        return Path.Combine(Elsewhere, name);
    }

    /// <summary>Removes the PostgreSQL of a deployment, wherever it lives.</summary>
    public static void Delete(string deployment)
    {
        var folder = new DirectoryInfo(Path.Combine(deployment, "postgres"));
        if (folder.LinkTarget is { } target)
        {
            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }

            folder.Delete();
        }
        else if (folder.Exists)
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsOpenToOthers(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (!File.GetUnixFileMode(folder.FullName).HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }
}
