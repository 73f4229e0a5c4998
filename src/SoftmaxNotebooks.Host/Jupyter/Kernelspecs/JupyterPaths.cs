using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Host.Jupyter.Kernelspecs;

/// <summary>
/// Where Jupyter looks for kernels, on each system (docs.jupyter.org/en/latest/use/jupyter-directories.html): a data folder has them in
/// its folder `kernels`.
/// </summary>
/// <param name="System">The operating system.</param>
/// <param name="Variable">Reads a variable of the environment.</param>
/// <param name="Home">The user's own folder.</param>
internal sealed record JupyterPaths(OSPlatform System, Func<string, string?> Variable, string Home)
{
    private static readonly OSPlatform[] Systems = [OSPlatform.Windows, OSPlatform.OSX, OSPlatform.Linux];

    public static JupyterPaths OfThisMachine => new(
        Systems.FirstOrDefault(RuntimeInformation.IsOSPlatform, OSPlatform.Linux),
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>The user's data folder.</summary>
    public string User => Value("JUPYTER_DATA_DIR") ?? UserOf(System);

    /// <summary>The data folder of the Python environment that is active; null if none is.</summary>
    public string? ActiveEnvironment => (Value("VIRTUAL_ENV") ?? Value("CONDA_PREFIX")) is { } prefix ? OfPrefix(prefix) : null;

    /// <summary>All data folders, in the order in which Jupyter looks.</summary>
    public IReadOnlyList<string> All =>
    [
        .. (Value("JUPYTER_PATH") ?? "").Split(System == OSPlatform.Windows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries),
        User,
        .. ActiveEnvironment is { } environment ? [environment] : Array.Empty<string>(),
        .. System == OSPlatform.Windows
            ? [Path.Combine(Value("PROGRAMDATA") ?? @"C:\ProgramData", "jupyter")]
            : new[] { "/usr/local/share/jupyter", "/usr/share/jupyter" },
    ];

    /// <summary>The data folder below an installation's prefix, such as /usr/local or a Python environment.</summary>
    public static string OfPrefix(string prefix) => Path.Combine(prefix, "share", "jupyter");

    private string UserOf(OSPlatform system)
    {
        if (system == OSPlatform.OSX)
            return Path.Combine(Home, "Library", "Jupyter");
        if (system == OSPlatform.Windows)
            return Value("APPDATA") is { } roaming ? Path.Combine(roaming, "jupyter") : Path.Combine(Home, ".jupyter", "data");
        return Path.Combine(Value("XDG_DATA_HOME") ?? Path.Combine(Home, ".local", "share"), "jupyter");
    }

    // An empty variable is none.
    private string? Value(string name) => Variable(name) is { Length: > 0 } value ? value : null;
}
