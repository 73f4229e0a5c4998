using System.Diagnostics;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Binder;

/// <summary>A copy of what git knows of the repository, or would add to it, and an empty home folder: a machine that has seen neither.</summary>
internal sealed class BinderFolder : IDisposable
{
    private static readonly string[] KeptVariables = ["PATH", "DOTNET_ROOT", "LANG", "TMPDIR", "NUGET_CERT_REVOCATION_MODE", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];

    private readonly TemporaryFolder _folder = new();

    public string Home => Path.Combine(_folder.Path, "home");

    public string Repository => Path.Combine(_folder.Path, "home", "repository");

    /// <summary>The folder that holds SoftmaxNotebooks.sln.</summary>
    public static string Origin()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SoftmaxNotebooks.sln")))
            folder = folder.Parent;
        return folder!.FullName;
    }

    public async Task CopyRepositoryAsync()
    {
        HostProcess.Result listed = await RunAsync(Origin(), "git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        Assert.True(listed.ExitCode == 0, listed.Error);
        foreach (string file in listed.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            // Git lists what was deleted but not yet committed.
            string source = Path.Combine(Origin(), file);
            if (File.Exists(source))
                File.Copy(source, _folder[Path.Combine("home", "repository", file)]);
        }

        // Which package sources this machine has is its user's choice; what it has got from them stays behind.
        string config = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet", "NuGet.Config");
        if (File.Exists(config))
            File.Copy(config, _folder["home/.nuget/NuGet/NuGet.Config"]);
    }

    /// <summary>Runs a program with this home and nothing else of the user's.</summary>
    public async Task<HostProcess.Result> RunAsync(string directory, string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Except(KeptVariables).ToList())
            start.Environment.Remove(name);
        start.Environment["HOME"] = Home;
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        try
        {
            using Process process = Process.Start(start)!;
            return await HostProcess.EndAsync(process);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new HostProcess.Result(ExitCode: -1, "", $"There is no {program}.");
        }
    }

    /// <summary>The bytes of the files in and below a folder.</summary>
    public static long SizeOf(string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;

    public void Dispose() => _folder.Dispose();
}
