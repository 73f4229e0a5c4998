namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>
/// Threads of the kernel's own. Cells may fill the thread pool with work that waits; the kernel has to answer its heartbeat and take
/// an interrupt all the same, so nothing of it runs there.
/// </summary>
internal static class KernelThread
{
    // They call nothing deep, and there are two for each connection.
    private const int StackSize = 256 * 1024;

    public static Thread Start(string name, Action work, int stackSize = StackSize)
    {
        Thread thread = new(() => work(), stackSize) { IsBackground = true, Name = name };
        // Otherwise what the thread does would count as the work of whichever cell happens to run.
        thread.UnsafeStart();
        return thread;
    }
}
