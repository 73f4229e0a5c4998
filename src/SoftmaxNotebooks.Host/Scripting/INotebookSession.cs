using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// The contract between a language and whoever shows its output: the headless runner, or a Jupyter kernel, which asks for more and finds
/// it in <see cref="IInteractiveSession"/>. A session never learns which of them is listening.
/// </summary>
internal interface INotebookSession : IAsyncDisposable
{
    /// <summary>
    /// Runs one cell to its end. Everything it shows goes to <paramref name="sink"/> in the order in which it was produced.
    /// A failing cell is an outcome and not an exception; the state of the session survives it.
    /// Cells run one at a time: the next call comes after this one's task has ended.
    /// </summary>
    Task<CellOutcome> ExecuteAsync(CellSubmission cell, IOutputSink sink, CancellationToken cancellationToken);
}

/// <summary>Receives what a cell shows. May be called from any thread, also after the cell has ended (background tasks).</summary>
internal interface IOutputSink
{
    void Emit(CellOutput output);
}

/// <summary>One cell as it is handed to a session.</summary>
/// <param name="Number">The execution count, 1 for the first cell that runs.</param>
/// <param name="Code">The source, with \n line ends.</param>
/// <param name="Language">The language of the first line: csharp unless the notebook says otherwise for this cell.</param>
internal sealed record CellSubmission(int Number, string Code, string Language = CellLanguages.CSharp);

/// <summary>How a cell ended.</summary>
internal enum CellOutcome
{
    Succeeded,

    /// <summary>It did not compile, or it threw.</summary>
    Failed,

    /// <summary>A package that it asked for could not be restored.</summary>
    PackageFailed,

    /// <summary>A package that it asked for is on no source, or no source can be reached.</summary>
    PackageMissing,

    /// <summary>It ran longer than it may.</summary>
    TimedOut,

    /// <summary>The process that ran it is gone: Environment.Exit, a stack overflow, a crash in native code.</summary>
    ProcessEnded,

    /// <summary>The user stopped the run.</summary>
    Cancelled,
}
