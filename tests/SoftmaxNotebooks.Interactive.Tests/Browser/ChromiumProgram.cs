using System.Diagnostics;
using System.Text;

namespace SoftmaxNotebooks.Interactive.Tests.Browser;

/// <summary>Where Chromium or Chrome is on this machine, and how it is started without a window. The tests of the host use it, too.</summary>
internal static class ChromiumProgram
{
    /// <summary>The environment variable that names the program, where it is not found by itself.</summary>
    private const string PathVariable = "CHROME_PATH";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    private static readonly string[] UsualPlaces =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    ];

    private static bool IsCI => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>Skips the test where there is no browser. CI has to have one: there the test fails.</summary>
    public static void Require()
    {
        if (Find() is not null) return;
        string reason = $"No Chromium or Chrome on this machine: install one, or name it in {PathVariable}.";
        if (IsCI) Assert.Fail(reason);
        Assert.Skip(reason);
    }

    /// <summary>The command line, with a profile in a folder of its own and nothing that goes to the network by itself.</summary>
    public static ProcessStartInfo StartInfo(string profile, params string[] arguments)
    {
        ProcessStartInfo start = new(
            Find()!,
            [
                "--headless", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--user-data-dir={profile}", .. arguments,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // The sandbox does not start as root, nor where a container or a hardened kernel keeps it from making namespaces.
        if (Environment.IsPrivilegedProcess || IsCI) start.ArgumentList.Insert(0, "--no-sandbox");
        return start;
    }

    /// <summary>Deletes the profile; a helper of the browser may still be writing to it for a moment after the browser has ended.</summary>
    public static async Task DeleteProfileAsync(string folder)
    {
        for (int attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && attempt < 50)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named)
        {
            Assert.True(File.Exists(named), $"{PathVariable} names {named}, which is not there.");
            return named;
        }

        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string extension = OperatingSystem.IsWindows() ? ".exe" : "";
        IEnumerable<string> onPath = Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name + extension)));
        return onPath.Concat(UsualPlaces).FirstOrDefault(File.Exists);
    }
}
