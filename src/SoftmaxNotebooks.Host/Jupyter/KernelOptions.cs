namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>What a kernel's surroundings decide.</summary>
internal sealed record KernelOptions
{
    /// <summary>
    /// How long an interrupted cell may take to stop before its front end is told that it does not: what can be stopped stops
    /// within milliseconds, and nobody should be told so while a formatter finishes.
    /// </summary>
    public TimeSpan InterruptPatience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Called on the cell's thread before each cell.</summary>
    public Action BeforeCell { get; init; } = () => { };

    /// <summary>Takes what is of interest to whoever reads the server's log.</summary>
    public Action<string> Log { get; init; } = _ => { };
}

/// <summary>Why a kernel ended.</summary>
internal enum KernelEnd
{
    /// <summary>A front end asked for it.</summary>
    Shutdown,

    /// <summary>A second interrupt, because the first could not stop the cell.</summary>
    Interrupted,

    /// <summary>The process that started it is gone.</summary>
    ParentGone,
}
