namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// A session with a person in front of it: besides running cells it can be asked about code that is still being written, and its cells
/// can ask back. Positions count UTF-16 units from the beginning of the code, as .NET strings do; whoever speaks to a front end that
/// counts otherwise converts. Calls come one at a time, like cells.
/// </summary>
internal interface IInteractiveSession : INotebookSession
{
    /// <summary>
    /// Runs one cell, as <see cref="INotebookSession.ExecuteAsync"/> does. Cancelling <paramref name="interrupt"/> stops the cell if it
    /// can be stopped: the outcome is then <see cref="CellOutcome.Cancelled"/>, an error tells so, and the state is kept.
    /// </summary>
    Task<CellOutcome> ExecuteAsync(CellSubmission cell, IOutputSink sink, IInputSource input, CancellationToken interrupt);

    /// <summary>What could stand at a position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is not within the code, nor its end.</exception>
    Task<Completions> CompleteAsync(string code, int position, CancellationToken cancellationToken);

    /// <summary>What stands at a position; null if there is nothing to say about it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is not within the code, nor its end.</exception>
    Task<Inspection?> InspectAsync(string code, int position, CancellationToken cancellationToken);

    /// <summary>Whether code can run as it is, or waits for another line.</summary>
    CodeStatus IsComplete(string code);
}

/// <summary>Where a cell gets what a person types.</summary>
internal interface IInputSource
{
    /// <summary>Asks for one line.</summary>
    /// <param name="prompt">What to ask; may be empty.</param>
    /// <param name="isPassword">Whether what is typed must not be seen.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">Nobody is there to ask.</exception>
    Task<string> ReadLineAsync(string prompt, bool isPassword, CancellationToken cancellationToken);
}

/// <summary>What can replace the text between two positions.</summary>
internal sealed record Completions(int Start, int End, IReadOnlyList<Completion> Items);

/// <param name="Text">What to insert.</param>
/// <param name="Kind">What it is, in the words that front ends have icons for: function, property, class, keyword, ...; empty if unknown.</param>
internal sealed record Completion(string Text, string Kind = "");

/// <summary>What is to be said about a place in the code, by MIME type; always with plain text.</summary>
internal sealed record Inspection(IReadOnlyDictionary<string, string> Data);

/// <param name="Completeness">Whether the code can run as it is.</param>
/// <param name="Indent">For incomplete code, the white space with which the next line should begin.</param>
internal sealed record CodeStatus(Completeness Completeness, string Indent = "");

internal enum Completeness
{
    /// <summary>It can run: it parses. Whether it compiles is seen then.</summary>
    Complete,

    /// <summary>It is the beginning of something: a bracket is open, an expression has not ended.</summary>
    Incomplete,

    /// <summary>No further line can make it right.</summary>
    Invalid,
}
