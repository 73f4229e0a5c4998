using System.Runtime.Loader;
using SoftmaxNotebooks.Host.Workers;

namespace SoftmaxNotebooks.Host;

internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        if (arguments is [WorkerLoop.Argument, var pipeName, var directory])
            return WorkerLoop.RunAsync(pipeName, directory);

        // The command line's library is not among the assemblies that a notebook's process can see; see the project file.
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            string path = Path.Combine(AppContext.BaseDirectory, "cli", name.Name + ".dll");
            return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        };
        return Cli.CommandLine.RunAsync(arguments);
    }
}
