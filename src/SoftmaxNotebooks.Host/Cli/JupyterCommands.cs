using System.CommandLine;
using SoftmaxNotebooks.Host.Jupyter;
using SoftmaxNotebooks.Host.Jupyter.Kernelspecs;

namespace SoftmaxNotebooks.Host.Cli;

/// <summary>The verbs that make this program a Jupyter kernel: `jupyter install`, `uninstall`, `list`, and `kernel`, which Jupyter starts.</summary>
internal static class JupyterCommands
{
    private static readonly Option<bool> User = new("--user") { Description = "For the user who runs this. [default]" };

    private static readonly Option<DirectoryInfo> Prefix = new("--prefix")
    {
        Description = "Below DIR, such as /usr/local: in DIR/share/jupyter.",
        HelpName = "DIR",
    };

    private static readonly Option<bool> SysPrefix = new("--sys-prefix") { Description = "In the Python environment that is active (VIRTUAL_ENV or CONDA_PREFIX)." };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "The kernel's name.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Kernelspec.DefaultName,
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Put another program's kernel of that name aside." };

    private static readonly Argument<string> ConnectionFile = new("CONNECTION_FILE") { Description = "The file in which Jupyter says where to listen." };

    public static Command Jupyter()
    {
        Name.Validators.Add(result =>
        {
            if (!Kernelspec.IsName(result.GetValueOrDefault<string>() ?? ""))
                result.AddError($"'{result.GetValueOrDefault<string>()}' is no name for a kernel: letters, digits, '.', '_' and '-', at most 100.");
        });
        Command install = new("install", "Makes this program known to Jupyter as its C# kernel.") { User, Prefix, SysPrefix, Name, Force };
        install.SetAction(parsed => InFolder(parsed, folder =>
        {
            string where = folder.Install(parsed.GetRequiredValue(Name), Kernelspec.OwnCommandLine(), parsed.GetValue(Force));
            Console.WriteLine($"Installed in {where}.");
        }));
        Command uninstall = new("uninstall", "Takes it back, and restores what `install --force` has put aside.") { User, Prefix, SysPrefix, Name };
        uninstall.SetAction(parsed => InFolder(parsed, folder =>
        {
            string where = folder.Uninstall(parsed.GetRequiredValue(Name), out bool putBack);
            Console.WriteLine(putBack ? $"Removed from {where}; what was there before is back." : $"Removed from {where}.");
        }));
        Command list = new("list", "Lists the kernels that Jupyter finds.");
        list.SetAction(_ => List());
        return new Command("jupyter", "Installs this program as a Jupyter kernel.") { install, uninstall, list };
    }

    /// <summary>For --help, and for wrong command lines; Program has taken the right ones.</summary>
    public static Command Kernel()
    {
        Command kernel = new(KernelProcess.Verb, "Runs as a Jupyter kernel. Jupyter starts it so.") { ConnectionFile };
        kernel.SetAction(parsed => KernelVerb.Run(parsed.GetRequiredValue(ConnectionFile)));
        return kernel;
    }

    private static int InFolder(ParseResult parsed, Action<KernelspecFolder> act)
    {
        try
        {
            act(new KernelspecFolder(DataFolder(parsed)));
            return ExitCodes.Success;
        }
        catch (UsageException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return ExitCodes.Usage;
        }
        catch (Exception exception) when (exception is KernelspecException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return ExitCodes.NotWritten;
        }
    }

    private static string DataFolder(ParseResult parsed)
    {
        DirectoryInfo? prefix = parsed.GetValue(Prefix);
        bool sysPrefix = parsed.GetValue(SysPrefix);
        if (new[] { parsed.GetValue(User), prefix is not null, sysPrefix }.Count(given => given) > 1)
            throw new UsageException("--user, --prefix and --sys-prefix exclude each other.");
        if (prefix is not null)
            return JupyterPaths.OfPrefix(prefix.FullName);
        JupyterPaths paths = JupyterPaths.OfThisMachine;
        if (!sysPrefix)
            return paths.User;
        return paths.ActiveEnvironment ?? throw new UsageException("--sys-prefix: no Python environment is active: neither VIRTUAL_ENV nor CONDA_PREFIX is set. --prefix DIR names one.");
    }

    private static int List()
    {
        foreach (InstalledKernel kernel in JupyterPaths.OfThisMachine.All.Distinct().SelectMany(folder => new KernelspecFolder(folder).List()))
        {
            string state = !kernel.IsOwn ? "" : File.Exists(kernel.Program) ? "  (this program's)" : $"  (this program's, but {kernel.Program} is gone: install it again)";
            Console.WriteLine($"{kernel.Name,-20} {kernel.Folder}{state}");
        }

        return ExitCodes.Success;
    }

    private sealed class UsageException(string message) : Exception(message);
}
