using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SoftmaxNotebooks.Interactive.Tests.Browser;

/// <summary>A browser without a window: opens a page in a profile of its own, and is gone afterwards.</summary>
internal static class Chromium
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

    // A page takes seconds; a busy machine may make minutes of them, and a browser that hangs must not hang the tests.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static bool IsCI => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>Skips the test where there is no browser. CI has to have one: there the test fails.</summary>
    public static void Require()
    {
        if (Find() is not null) return;
        string reason = $"No Chromium or Chrome on this machine: install one, or name it in {PathVariable}.";
        if (IsCI) Assert.Fail(reason);
        Assert.Skip(reason);
    }

    /// <summary>The page's elements after its scripts have run, as HTML, and what it wrote to the console.</summary>
    public static async Task<(string Html, string[] Console)> DumpAsync(string page)
    {
        (string output, string error) = await RunAsync(page, ["--dump-dom", "--window-size=1000,800"]);
        return (output, [.. error.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))]);
    }

    /// <summary>Writes the page's first width × height pixels to a PNG file.</summary>
    public static async Task ScreenshotAsync(string page, int width, int height, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        await RunAsync(page, [$"--screenshot={path}", string.Create(CultureInfo.InvariantCulture, $"--window-size={width},{height}")]);
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

    private static async Task<(string Output, string Error)> RunAsync(string page, string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("softmax-notebooks-browser-").FullName;
        try
        {
            string file = Path.Combine(folder, "page.html");
            await File.WriteAllTextAsync(file, page);
            return await RunInAsync(folder, [.. arguments, new Uri(file).AbsoluteUri]);
        }
        finally
        {
            await DeleteAsync(folder);
        }
    }

    private static async Task<(string Output, string Error)> RunInAsync(string folder, string[] arguments)
    {
        ProcessStartInfo start = new(
            Find()!,
            [
                "--headless", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-device-scale-factor=1",
                "--enable-logging=stderr", "--v=0", $"--user-data-dir={Path.Combine(folder, "profile")}",
                .. arguments,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // The sandbox does not start as root, nor where a container or a hardened kernel keeps it from making namespaces.
        if (Environment.IsPrivilegedProcess || IsCI) start.ArgumentList.Insert(0, "--no-sandbox");
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, $"{start.FileName} ended with {process.ExitCode}: {await error}");
            return (await output, await error);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{start.FileName} was still busy after {Patience}.");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Deletes the profile; a helper of the browser may still be writing to it for a moment after the browser has ended.</summary>
    private static async Task DeleteAsync(string folder)
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
}
