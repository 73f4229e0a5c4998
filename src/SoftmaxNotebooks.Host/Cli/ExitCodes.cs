using SoftmaxNotebooks.Host.Jupyter;
using SoftmaxNotebooks.Host.Notebooks;

namespace SoftmaxNotebooks.Host.Cli;

/// <summary>
/// What the program's exit code says. Where several notebooks end differently the highest of their codes is the program's.
/// README lists them; the two are kept equal by a test.
/// </summary>
internal static class ExitCodes
{
    /// <summary>Every notebook ran, or agrees with what it stores, or was skipped because it says that it may be.</summary>
    public const int Success = 0;

    /// <summary>The command line is wrong: an unknown verb or option, a value out of range.</summary>
    public const int Usage = 2;

    /// <summary>`verify`: a cell no longer shows what is stored.</summary>
    public const int Different = 3;

    /// <summary>A cell did not compile, or threw an exception.</summary>
    public const int CellFailed = 4;

    /// <summary>A package could not be restored.</summary>
    public const int PackageFailed = 5;

    /// <summary>A cell ran longer than `--timeout`.</summary>
    public const int TimedOut = 6;

    /// <summary>A cell ended the notebook's process: Environment.Exit, a stack overflow, a crash.</summary>
    public const int ProcessEnded = 7;

    /// <summary>A notebook is not there, or is not a C# notebook.</summary>
    public const int Unreadable = 8;

    /// <summary>An executed notebook, the pages, or a kernelspec could not be written.</summary>
    public const int NotWritten = 9;

    /// <summary>This program itself failed: a defect, worth a report.</summary>
    public const int HostFailed = 10;

    /// <summary>`kernel`: the connection file cannot be used, or its ports are taken.</summary>
    public const int KernelNotStarted = 11;

    /// <summary>`kernel`: ended by a second interrupt, because the first could not stop the cell.</summary>
    public const int KernelInterrupted = 12;

    /// <summary>Stopped with Ctrl+C (128 + SIGINT, as shells have it).</summary>
    public const int Cancelled = 130;

    public static int Of(KernelEnd end) => end == KernelEnd.Interrupted ? KernelInterrupted : Success;

    public static int Of(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Succeeded or RunOutcome.Skipped => Success,
        RunOutcome.Different => Different,
        RunOutcome.CellFailed => CellFailed,
        RunOutcome.PackageFailed => PackageFailed,
        RunOutcome.TimedOut => TimedOut,
        RunOutcome.ProcessEnded => ProcessEnded,
        RunOutcome.Unreadable => Unreadable,
        RunOutcome.NotWritten => NotWritten,
        RunOutcome.HostFailed => HostFailed,
        RunOutcome.Cancelled => Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "There is no exit code for this outcome."),
    };
}
