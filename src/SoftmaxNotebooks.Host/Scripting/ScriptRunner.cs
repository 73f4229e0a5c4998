using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>Compiles and runs a notebook's C#, and shows its value or what went wrong.</summary>
/// <param name="compiler">Compiles the code on top of what has run before.</param>
internal sealed class ScriptRunner(ScriptCompiler compiler)
{
    // One for each piece that has run, and in front of them a place for what Roslyn calls globals, of which there are none.
    private object?[] _states = new object?[32];

    /// <summary>Compiles and runs code; shows its value or what went wrong.</summary>
    /// <param name="code">The code, without directives of the host.</param>
    /// <param name="name">What messages call it, such as Cell [3].</param>
    /// <param name="output">Where the value goes.</param>
    /// <param name="cancellationToken">Ends the compilation, loops, and the waiting for what the code awaits.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled, and what ran has stopped or is no longer waited for.</exception>
    public async Task<CellOutcome> RunAsync(string code, string name, CellChannel output, CancellationToken cancellationToken)
    {
        (Submission? submission, bool hasValue, ImmutableArray<Diagnostic> errors) = Compile(code, name, cancellationToken);
        if (submission is null)
        {
            output.Publish(CompilationErrors.Describe(errors));
            return CellOutcome.Failed;
        }

        if (compiler.Count >= _states.Length)
            Array.Resize(ref _states, 2 * _states.Length);
        try
        {
            object? value = await submission(_states).WaitAsync(cancellationToken);
            // `display(x)` as a last line has shown x already. A formatter is somebody's code too, and it runs for the cell.
            if (hasValue && value is not DisplayedValue)
                output.Publish(new ResultOutput(MimeBundle.Of(value)));
            return CellOutcome.Succeeded;
        }
        catch (Exception exception)
        {
            if (CellInterruption.IsCauseOf(exception))
                cancellationToken.ThrowIfCancellationRequested();
            output.Publish(ExceptionReport.Describe(exception));
            return CellOutcome.Failed;
        }
    }

    // With checks for an interrupt in it, unless nobody can interrupt. Errors are those of the code as it was written; and should the
    // checks be what is wrong, it runs without them.
    private (Submission? Submission, bool HasValue, ImmutableArray<Diagnostic> Errors) Compile(string code, string name, CancellationToken cancellationToken)
    {
        SyntaxTree tree = ScriptCompiler.Parse(code, name);
        if (cancellationToken.CanBeCanceled && InterruptionChecks.Insert(tree) is { } interruptible && interruptible != code
            && compiler.Compile(ScriptCompiler.Parse(interruptible, name), cancellationToken) is { Submission: not null } compiled)
        {
            return compiled;
        }

        return compiler.Compile(tree, cancellationToken);
    }
}
