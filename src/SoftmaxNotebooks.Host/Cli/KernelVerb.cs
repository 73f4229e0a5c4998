using SoftmaxNotebooks.Host.Jupyter;
using SoftmaxNotebooks.Host.Jupyter.Messages;

namespace SoftmaxNotebooks.Host.Cli;

/// <summary>
/// `kernel CONNECTION_FILE`, which Jupyter starts. Apart from the other verbs, because cells run in this process and the command line's
/// library must stay out of their sight.
/// </summary>
internal static class KernelVerb
{
    /// <summary>Runs the kernel and ends the process, though threads of cells may still run.</summary>
    public static void Run(string connectionFile)
    {
        try
        {
            KernelProcess.Exit(ExitCodes.Of(KernelProcess.Run(connectionFile)));
        }
        catch (ConnectionFileException exception)
        {
            Console.Error.WriteLine(exception.Message);
            Environment.Exit(ExitCodes.KernelNotStarted);
        }
    }
}
