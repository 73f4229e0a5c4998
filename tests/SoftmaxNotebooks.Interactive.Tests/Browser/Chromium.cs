using System.Diagnostics;
using System.Globalization;

namespace SoftmaxNotebooks.Interactive.Tests.Browser;

/// <summary>A browser without a window: opens a page in a profile of its own, and is gone afterwards.</summary>
internal static class Chromium
{
    // A page takes seconds; a busy machine may make minutes of them, and a browser that hangs must not hang the tests.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

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
            await ChromiumProgram.DeleteProfileAsync(folder);
        }
    }

    private static async Task<(string Output, string Error)> RunInAsync(string folder, string[] arguments)
    {
        ProcessStartInfo start = ChromiumProgram.StartInfo(
            Path.Combine(folder, "profile"), ["--hide-scrollbars", "--force-device-scale-factor=1", "--enable-logging=stderr", "--v=0", .. arguments]);
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
}
