using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>Notices that the process which started the kernel is gone: a server that was killed cannot shut its kernels down.</summary>
internal static class ParentWatch
{
    /// <summary>The variable in which Jupyter tells a kernel its parent.</summary>
    public const string Variable = "JPY_PARENT_PID";

    // As often as Jupyter's own kernel looks.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Calls <paramref name="gone"/> once when the process is no longer there.</summary>
    public static void Start(string? processId, Action gone)
    {
        // 0 and 1 stand for no parent that could go away.
        if (!int.TryParse(processId, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id <= 1)
            return;
        KernelThread.Start("jupyter parent", () =>
        {
            while (IsThere(id))
                Thread.Sleep(Interval);
            gone();
        });
    }

    /// <summary>Whether a process is there and runs.</summary>
    public static bool IsThere(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return !process.HasExited && !IsZombie(processId);
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            // It belongs to somebody else, who does not let us look: but it is there.
            return true;
        }
    }

    // A killed process whose own parent does not care, as in many containers, keeps its number and does nothing.
    private static bool IsZombie(int processId)
    {
        try
        {
            string status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            // "12 (name) Z ...", where the name may have brackets of its own.
            return status[(status.LastIndexOf(')') + 1)..].TrimStart().StartsWith('Z');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only Linux has such a file.
            return false;
        }
    }
}
