using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Cli;
using SoftmaxNotebooks.Host.Jupyter.Kernelspecs;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter;

/// <summary>Where Jupyter finds the kernel, and that nobody else's kernel is lost.</summary>
public sealed class KernelspecTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The folders are those of Jupyter's documentation, "Common directories and file locations".
    [Theory]
    [InlineData("LINUX", "", "/home/ada/.local/share/jupyter")]
    [InlineData("LINUX", "XDG_DATA_HOME=/data", "/data/jupyter")]
    [InlineData("LINUX", "XDG_DATA_HOME=/data JUPYTER_DATA_DIR=/own", "/own")]
    [InlineData("OSX", "XDG_DATA_HOME=/data", "/home/ada/Library/Jupyter")]
    [InlineData("WINDOWS", "APPDATA=/C/Users/ada/AppData/Roaming", "/C/Users/ada/AppData/Roaming/jupyter")]
    [InlineData("WINDOWS", "", "/home/ada/.jupyter/data")]
    public void The_users_folder_is_Jupyters_on_each_system(string system, string environment, string expected) =>
        Assert.Equal(expected, Paths(system, environment).User.Replace('\\', '/'));

    [Theory]
    [InlineData("LINUX", "JUPYTER_PATH=/a:/b VIRTUAL_ENV=/env", "/a /b /home/ada/.local/share/jupyter /env/share/jupyter /usr/local/share/jupyter /usr/share/jupyter")]
    [InlineData("OSX", "CONDA_PREFIX=/conda", "/home/ada/Library/Jupyter /conda/share/jupyter /usr/local/share/jupyter /usr/share/jupyter")]
    [InlineData("WINDOWS", "JUPYTER_PATH=/a;/b APPDATA=/r PROGRAMDATA=/p", "/a /b /r/jupyter /p/jupyter")]
    public void All_folders_come_in_Jupyters_order(string system, string environment, string expected) =>
        Assert.Equal(expected, string.Join(' ', Paths(system, environment).All).Replace('\\', '/'));

    private static JupyterPaths Paths(string system, string environment)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return new JupyterPaths(OSPlatform.Create(system), variables.GetValueOrDefault, "/home/ada");
    }

    [Fact]
    public void Installing_makes_the_folders_and_writes_what_Jupyter_needs()
    {
        string where = Folder().Install(".net-csharp", ["/bin/host", "kernel", "{connection_file}"], force: false);
        Assert.Equal(_folder["data/kernels/.net-csharp"], where);
        JsonObject json = Kernelspec.Read(where)!;
        Assert.Equal("""["/bin/host","kernel","{connection_file}"]""", json["argv"]!.ToJsonString());
        Assert.Equal(("C#", "message"), (json["language"]!.GetValue<string>(), json["interrupt_mode"]!.GetValue<string>()));
        Assert.Equal(["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"], Directory.GetFiles(where).Select(Path.GetFileName).Order());
        // A PNG says its width and height in bytes 16 to 23.
        foreach (int size in new[] { 32, 64 })
            Assert.Equal([0, 0, 0, (byte)size, 0, 0, 0, (byte)size], File.ReadAllBytes(Path.Combine(where, $"logo-{size}x{size}.png"))[16..24]);
    }

    [Fact]
    public void Installing_again_replaces_and_uninstalling_leaves_nothing()
    {
        Folder().Install("cs", ["old"], force: false);
        string where = Folder().Install("cs", ["new"], force: false);
        Assert.Equal("""["new"]""", Kernelspec.Read(where)!["argv"]!.ToJsonString());
        Folder().Uninstall("cs", out bool putBack);
        Assert.False(putBack);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["data/kernels/x"][..^2]));
        Assert.False(Directory.Exists(_folder["data/x"][..^1] + "softmax-notebooks"));
    }

    [Theory]
    [InlineData("""{"argv":["dotnet","interactive"],"display_name":".NET (C#)","language":"C#"}""")]
    [InlineData("not JSON")]
    public void Another_programs_kernel_stays_unless_forced_and_comes_back(string foreign)
    {
        string file = _folder.Write("data/kernels/.net-csharp/kernel.json", foreign);
        Assert.Contains("not from this program", Assert.Throws<KernelspecException>(() => Folder().Install(".net-csharp", ["host"], force: false)).Message, StringComparison.Ordinal);
        Assert.Contains("stays", Assert.Throws<KernelspecException>(() => Folder().Uninstall(".net-csharp", out _)).Message, StringComparison.Ordinal);
        Assert.Equal(foreign, File.ReadAllText(file));

        string where = Folder().Install(".net-csharp", ["host"], force: true);
        Assert.True(Kernelspec.IsOwn(where));
        Assert.Equal([".net-csharp"], Folder().List().Select(kernel => kernel.Name));
        // Installed over itself, and the other one is still kept.
        Folder().Install(".net-csharp", ["host"], force: true);
        Folder().Uninstall(".net-csharp", out bool putBack);
        Assert.True(putBack);
        Assert.Equal(foreign, File.ReadAllText(file));
    }

    [Fact]
    public void A_second_foreign_kernel_is_not_put_over_the_first()
    {
        _folder.Write("data/kernels/cs/kernel.json", """{"argv":["first"]}""");
        string where = Folder().Install("cs", ["host"], force: true);
        File.WriteAllText(Path.Combine(where, "kernel.json"), """{"argv":["second"]}""");
        Assert.Contains("already keeps one", Assert.Throws<KernelspecException>(() => Folder().Install("cs", ["host"], force: true)).Message, StringComparison.Ordinal);
        Assert.Equal("""["second"]""", Kernelspec.Read(where)!["argv"]!.ToJsonString());
    }

    [Fact]
    public void What_is_not_there_cannot_be_removed() =>
        Assert.EndsWith("is not there.", Assert.Throws<KernelspecException>(() => Folder().Uninstall("cs", out _)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_verbs_install_list_and_uninstall()
    {
        string prefix = _folder["prefix/x"][..^2];
        HostProcess.Result install = await HostProcess.RunAsync(_folder.Path, "jupyter", "install", "--prefix", prefix);
        Assert.Equal(("", ExitCodes.Success), (install.Error, install.ExitCode));
        string where = Path.Combine(prefix, "share", "jupyter", "kernels", ".net-csharp");
        string[] commandLine = [.. Kernelspec.Read(where)!["argv"]!.AsArray().Select(argument => argument!.GetValue<string>())];
        Assert.True(Path.IsPathFullyQualified(commandLine[0]) && File.Exists(commandLine[0]));
        Assert.Equal(["kernel", "{connection_file}"], commandLine[^2..]);

        using System.Diagnostics.Process process = HostProcess.Start(_folder.Path, ("JUPYTER_PATH", JupyterPaths.OfPrefix(prefix)), "jupyter", "list");
        HostProcess.Result list = await HostProcess.EndAsync(process);
        Assert.Contains($".net-csharp          {where}  (this program's)\n", list.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Success, (await HostProcess.RunAsync(_folder.Path, "jupyter", "uninstall", "--prefix", prefix)).ExitCode);
        HostProcess.Result again = await HostProcess.RunAsync(_folder.Path, "jupyter", "uninstall", "--prefix", prefix);
        Assert.Equal((ExitCodes.NotWritten, $"{where} is not there.\n"), (again.ExitCode, again.Error.ReplaceLineEndings("\n")));
    }

    [Theory]
    [InlineData("jupyter install --user --sys-prefix", "exclude each other")]
    [InlineData("jupyter install --name ../x", "'../x' is no name for a kernel")]
    [InlineData("kernel", "Required argument missing")]
    public async Task A_wrong_command_line_is_refused(string arguments, string message)
    {
        HostProcess.Result result = await HostProcess.RunAsync(_folder.Path, arguments.Split(' '));
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private KernelspecFolder Folder() => new(_folder["data/x"][..^2]);
}
