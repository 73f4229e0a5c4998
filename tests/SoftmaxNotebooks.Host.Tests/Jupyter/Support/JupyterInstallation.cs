using System.Collections.Concurrent;
using System.Diagnostics;
using SoftmaxNotebooks.Host.Jupyter.Kernelspecs;
using SoftmaxNotebooks.Host.Packages;
using SoftmaxNotebooks.Host.Tests.Jupyter.Support;
using SoftmaxNotebooks.Host.Tests.Support;

[assembly: AssemblyFixture(typeof(JupyterInstallation))]

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>
/// Jupyter's own programs, where they are installed (Debian: jupyter-notebook, python3-jupyter-client, python3-nbclient, jupyter-nbconvert),
/// with folders of their own in which this kernel is installed. Made before the first test, and looks for Jupyter when a test asks for it.
/// </summary>
public sealed class JupyterInstallation : IDisposable
{
    /// <summary>The packages of Jupyter's clients.</summary>
    internal const string Clients = "jupyter_client, nbclient, nbconvert, nbformat";

    /// <summary>The package of the notebook server, up to version 6: the page of later ones is another program.</summary>
    internal const string Server = "notebook.notebookapp";

    // The first may be a Python without Jupyter's packages where the system's own has them.
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3", "python"];

    // Execution of a notebook takes seconds; a busy machine may make minutes of them, and a program that hangs must not hang the tests.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly Dictionary<string, string?> _environment = [];
    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _interpreters = new();
    private readonly Lazy<Task> _kernelspec;

    public JupyterInstallation()
    {
        foreach (string variable in new[] { "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR" })
            _environment[variable] = Path.Combine(Folder.Path, variable);
        _environment["JUPYTER_PATH"] = JupyterPaths.OfPrefix(Folder.Path);
        // No MNIST here, and the notebook draws its digits itself, also where it could have downloaded them.
        _environment["SOFTMAX_NOTEBOOKS_DATA"] = Folder["no-mnist/x"][..^2];
        // The tests of packages set these for a while, in the process of all tests.
        foreach (string variable in new[] { "NUGET_PACKAGES", ClosureCache.DirectoryVariable })
            _environment[variable] = Environment.GetEnvironmentVariable(variable);
        _kernelspec = new Lazy<Task>(async () =>
        {
            HostProcess.Result installed = await HostProcess.RunAsync(Folder.Path, "jupyter", "install", "--prefix", Folder.Path);
            Assert.Equal(("", 0), (installed.Error, installed.ExitCode));
        });
    }

    internal TemporaryFolder Folder { get; } = new();

    public void Dispose() => Folder.Dispose();

    /// <summary>Runs Python with arguments. The test is skipped where Jupyter's clients are not installed.</summary>
    internal async Task<HostProcess.Result> PythonAsync(params string[] arguments) => await RunAsync(await StartInfoAsync(Clients, arguments));

    /// <summary>
    /// The command line of a Python that has the packages, and the kernel. The test is skipped where there is none, and fails there if it is CI.
    /// </summary>
    internal async Task<ProcessStartInfo> StartInfoAsync(string packages, params string[] arguments)
    {
        string? interpreter = await _interpreters.GetOrAdd(packages, _ => new Lazy<Task<string?>>(() => FindAsync(packages))).Value;
        // .ci/run installs them where there is apt-get.
        if (interpreter is null && OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"CI needs Jupyter ({packages}): apt-get install jupyter-notebook python3-jupyter-client python3-nbclient jupyter-nbconvert");
        Assert.SkipWhen(interpreter is null, $"Jupyter is not installed: no Python here has {packages}.");
        await _kernelspec.Value;
        return StartInfo(interpreter!, arguments);
    }

    private async Task<string?> FindAsync(string packages)
    {
        foreach (string interpreter in Interpreters)
        {
            if ((await RunAsync(StartInfo(interpreter, ["-c", $"import {packages}"]))).ExitCode == 0)
                return interpreter;
        }

        return null;
    }

    private ProcessStartInfo StartInfo(string interpreter, string[] arguments)
    {
        ProcessStartInfo start = new(interpreter, arguments)
        {
            WorkingDirectory = Folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string variable, string? value) in _environment)
            start.Environment[variable] = value;
        return start;
    }

    private static async Task<HostProcess.Result> RunAsync(ProcessStartInfo start)
    {
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new HostProcess.Result(ExitCode: -1, "", $"There is no {start.FileName}.");
        }

        using (process)
        {
            try
            {
                return await HostProcess.EndAsync(process).WaitAsync(Patience);
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
    }
}
