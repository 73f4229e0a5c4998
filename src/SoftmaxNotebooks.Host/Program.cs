using System.Runtime.Loader;
using SoftmaxNotebooks.Host.Cli;
using SoftmaxNotebooks.Host.Jupyter;
using SoftmaxNotebooks.Host.Workers;

namespace SoftmaxNotebooks.Host;

internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        if (arguments is [WorkerLoop.Argument, var pipeName, var directory])
            return WorkerLoop.RunAsync(pipeName, directory);
        // Read here, as the kernel's process is a notebook's process too; see below.
        if (arguments is [KernelProcess.Verb, [not '-', ..] connectionFile])
        {
            KernelVerb.Run(connectionFile);
            return Task.FromResult(ExitCodes.Success);
        }

        // The command line's library is not among the assemblies that a notebook's process can see; see the project file.
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            string path = Path.Combine(AppContext.BaseDirectory, "cli", name.Name + ".dll");
            return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        };
        return Cli.CommandLine.RunAsync(arguments);
    }
}
