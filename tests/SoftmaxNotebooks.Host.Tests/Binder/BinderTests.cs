using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Jupyter.Kernelspecs;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Binder;

/// <summary>What mybinder.org and Codespaces are told does what it says, on a machine that has only the .NET SDK and Jupyter.</summary>
public sealed class BinderTests(ITestOutputHelper output)
{
    // On mybinder.org this comes on top of the SDK and JupyterLab: the host, compiled for the machine, and what the notebooks ask for.
    private const long MaximumAddedBytes = 100_000_000;

    // Executes a notebook through the installed kernel and prints a line: the outcome. In a network of its own, if it was given one,
    // it first has to bring up the loopback device, which Jupyter uses.
    private const string Execute = """
        import fcntl, os, socket, struct, sys
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError

        if os.environ.get('OWN_NETWORK'):
            up_and_running = struct.pack('16sh', b'lo', 0x41)
            fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914, up_and_running)
        notebook = nbformat.read(sys.argv[1], as_version=4)
        try:
            NotebookClient(notebook, kernel_name='.net-csharp', timeout=300, startup_timeout=120).execute(cwd=os.path.dirname(sys.argv[1]))
            outputs = [output for cell in notebook.cells if cell.cell_type == 'code' for output in cell.outputs]
            restores = sum('Installing Packages' in str(output) for output in outputs)
            print(len(outputs), 'outputs,', restores, 'restores')
        except CellExecutionError as error:
            print(error.ename, error.evalue)
        """;

    // Nobody listens there: what goes through these comes nowhere.
    private static readonly (string Name, string Value)[] NoRegistry =
        [.. new[] { "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY" }.Select(name => (name, "http://127.0.0.1:9")), ("no_proxy", ""), ("NO_PROXY", "")];

    [Fact]
    public async Task A_notebook_runs_in_the_installed_kernel_with_no_registry_within_reach()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mybinder.org's images are Linux.");
        using BinderFolder folder = new();
        string? python = await FindPythonAsync(folder);
        bool isRequired = Environment.GetEnvironmentVariable("CI") == "true";
        if (python is null && isRequired)
            Assert.Fail("CI needs Jupyter: apt-get install python3-jupyter-client python3-nbclient jupyter-nbconvert");
        Assert.SkipWhen(python is null, "Jupyter is not installed: no Python here has nbclient.");
        await folder.CopyRepositoryAsync();
        long before = BinderFolder.SizeOf(folder.Home);

        HostProcess.Result built = await folder.RunAsync(folder.Repository, "bash", ["binder/postBuild"]);
        Assert.SkipWhen(built.ExitCode != 0 && !isRequired && built.Output.Contains("NU1301", StringComparison.Ordinal), "No package registry can be reached.");
        Assert.True(built.ExitCode == 0, built.Output + built.Error);

        long host = BinderFolder.SizeOf(Path.Combine(folder.Home, ".local", "share", "softmax-notebooks"));
        long packages = BinderFolder.SizeOf(Path.Combine(folder.Home, ".nuget", "packages"));
        long added = BinderFolder.SizeOf(folder.Home) - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"binder/postBuild adds {added / 1e6:0.0} MB: the host {host / 1e6:0.0} MB, packages {packages / 1e6:0.0} MB"));
        Assert.InRange(added, 1, MaximumAddedBytes);
        string[] kept = [.. Directory.EnumerateDirectories(Path.Combine(folder.Home, ".nuget", "packages")).Select(path => Path.GetFileName(path)!)];
        Assert.Contains("softmaxnotebooks.interactive", kept);
        // What the build needs and no notebook: Roslyn and the compiler ahead of time.
        Assert.DoesNotContain(kept, name => name.StartsWith("microsoft.codeanalysis", StringComparison.Ordinal) || name.StartsWith("microsoft.netcore", StringComparison.Ordinal));
        string kernel = Path.Combine(folder.Home, ".local", "share", "jupyter", "kernels", Kernelspec.DefaultName);
        Assert.Equal(Path.Combine(folder.Home, ".local", "share", "softmax-notebooks", "host", "softmax-notebooks"), Kernelspec.Read(kernel)!["argv"]![0]!.GetValue<string>());

        HostProcess.Result shown = await ExecuteAsync(folder, python!, Path.Combine(folder.Repository, "notebooks", "02-the-jacobian.ipynb"));
        Assert.True(shown.ExitCode == 0, shown.Error);
        Assert.Matches("^[1-9][0-9]* outputs, 0 restores\n$", shown.Output);

        // The control: a package that is in the registry and not on this machine is not to be had.
        string asking = Path.Combine(folder.Repository, "notebooks", "control.ipynb");
        await File.WriteAllTextAsync(asking, NotebookJson.Of("#r \"nuget: MathNet.Numerics, 4.15.0\""), TestContext.Current.CancellationToken);
        HostProcess.Result refused = await ExecuteAsync(folder, python!, asking);
        Assert.StartsWith("PackageError Could not restore MathNet.Numerics, 4.15.0.", refused.Output, StringComparison.Ordinal);
        Assert.Contains("NU1301", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_of_the_Binder_folder_are_what_repo2docker_looks_for()
    {
        string folder = Path.Combine(BinderFolder.Origin(), "binder");
        Assert.Equal(["apt.txt", "postBuild", "requirements.txt", "start"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        // Ubuntu's name for the SDK that global.json asks for.
        Assert.Equal("dotnet-sdk-10.0\n", File.ReadAllText(Path.Combine(folder, "apt.txt")));
        JsonNode global = JsonNode.Parse(File.ReadAllText(Path.Combine(BinderFolder.Origin(), "global.json")))!;
        // Ubuntu has the first feature band only, 10.0.1xx.
        Assert.Equal("10.0.100", global["sdk"]!["version"]!.GetValue<string>());
        if (OperatingSystem.IsWindows())
            return;
        foreach (string name in new[] { "postBuild", "start" })
            Assert.True(File.GetUnixFileMode(Path.Combine(folder, name)).HasFlag(UnixFileMode.UserExecute), name);
    }

    [Fact]
    public async Task The_server_is_started_with_a_bound_on_the_heap_and_its_own_arguments()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mybinder.org's images are Linux.");
        using BinderFolder folder = new();
        HostProcess.Result started = await folder.RunAsync(
            BinderFolder.Origin(), "bash", ["binder/start", "sh", "-c", "echo \"$DOTNET_GCHeapHardLimit $1\"", "sh", "two words"]);
        Assert.Equal("4B000000 two words\n", started.Output);
    }

    [Fact]
    public void The_development_container_installs_the_same_kernel_and_opens_a_notebook_that_is_there()
    {
        string path = Path.Combine(BinderFolder.Origin(), ".devcontainer", "devcontainer.json");
        using JsonDocument container = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement root = container.RootElement;
        Assert.StartsWith("mcr.microsoft.com/devcontainers/dotnet:", root.GetProperty("image").GetString(), StringComparison.Ordinal);
        string[] command = root.GetProperty("postCreateCommand").GetString()!.Split(' ');
        Assert.Equal("bash", command[0]);
        IEnumerable<string> opened = root.GetProperty("customizations").GetProperty("codespaces").GetProperty("openFiles").EnumerateArray().Select(file => file.GetString()!);
        Assert.All([command[1], .. opened], file => Assert.True(File.Exists(Path.Combine(BinderFolder.Origin(), file)), file));
    }

    private static async Task<string?> FindPythonAsync(BinderFolder folder)
    {
        foreach (string interpreter in new[] { "python3", "/usr/bin/python3" })
            if ((await folder.RunAsync(BinderFolder.Origin(), interpreter, ["-c", "import nbclient, nbformat"])).ExitCode == 0)
                return interpreter;
        return null;
    }

    // In a network of its own, where the system lets this user have one.
    private static async Task<HostProcess.Result> ExecuteAsync(BinderFolder folder, string python, string notebook)
    {
        string[] own = ["--net", "--map-root-user"];
        bool hasOwnNetwork = (await folder.RunAsync(folder.Home, "unshare", [.. own, "true"])).ExitCode == 0;
        string[] arguments = [python, "-c", Execute, notebook];
        return hasOwnNetwork
            ? await folder.RunAsync(folder.Home, "unshare", [.. own, .. arguments], [.. NoRegistry, ("OWN_NETWORK", "1")])
            : await folder.RunAsync(folder.Home, python, arguments[1..], NoRegistry);
    }
}
