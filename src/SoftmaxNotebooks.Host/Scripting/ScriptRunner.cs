using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>Runs C# with Roslyn scripting: variables, usings and types of one piece of code are there for the next.</summary>
/// <param name="references">What the code is compiled against; it may grow from one piece to the next.</param>
/// <param name="directory">The folder in which <c>#load</c> looks.</param>
internal sealed class ScriptRunner(ScriptReferences references, string directory)
{
    // What .NET Interactive imports, no more: a notebook that runs here must run there.
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        typeof(Kernel).FullName!,
    ];

    private ScriptState<object>? _state;
    private IReadOnlyList<MetadataReference> _inherited = [];

    /// <summary>Compiles and runs code; shows its value or what went wrong.</summary>
    /// <param name="code">The code, without directives of the host.</param>
    /// <param name="name">What messages call it, such as Cell [3].</param>
    /// <param name="output">Where the value goes.</param>
    /// <param name="cancellationToken">Ends the compilation, and the waiting for what the code awaits.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled, and what ran has stopped or is no longer waited for.</exception>
    public async Task<CellOutcome> RunAsync(string code, string name, CellChannel output, CancellationToken cancellationToken)
    {
        IReadOnlyList<MetadataReference> known = references.All;
        Script<object> script = Continue(code, name, known);
        Diagnostic[] errors = [.. script.Compile(cancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0)
        {
            output.Publish(CompilationErrors.Describe(errors));
            return CellOutcome.Failed;
        }

        // Caught by Roslyn rather than here, so that what the cell defined before it threw is kept: for the first cell as for the others.
        Task<ScriptState<object>> run = _state is null
            ? script.RunAsync(globals: null, catchException: _ => true, cancellationToken)
            : script.RunFromAsync(_state, catchException: _ => true, cancellationToken);
        ScriptState<object> state = await run.WaitAsync(cancellationToken);
        _state = state;
        _inherited = known;
        if (state.Exception is not null)
        {
            // The code itself has seen the token and stopped.
            if (state.Exception is OperationCanceledException)
                cancellationToken.ThrowIfCancellationRequested();
            output.Publish(ExceptionReport.Describe(state.Exception));
            return CellOutcome.Failed;
        }

        // `display(x)` as a last line has shown x already.
        if (HasValue(script) && state.ReturnValue is not DisplayedValue)
        {
            try
            {
                output.Publish(new ResultOutput(MimeBundle.Of(state.ReturnValue)));
            }
            catch (Exception exception)
            {
                // A formatter is somebody's code too, and it runs for the cell.
                output.Publish(ExceptionReport.Describe(exception));
                return CellOutcome.Failed;
            }
        }

        return CellOutcome.Succeeded;
    }

    // A piece of code inherits the references and imports of those before it. Named again in each, they are carried along once for every
    // piece before: a thousand cells then take gigabytes.
    private Script<object> Continue(string code, string name, IReadOnlyList<MetadataReference> known)
    {
        ScriptOptions options = ScriptOptions.Default
            .WithReferences(known.Except(_inherited))
            .WithImports(_state is null ? Imports : [])
            .WithMetadataResolver(ScriptReferences.NothingToResolve.Instance)
            .WithSourceResolver(new SourceFileResolver([], directory))
            // Roslyn compiles scripts for debugging unless told otherwise, and a loop over logits is then two to four times slower.
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithAllowUnsafe(true)
            .WithEmitDebugInformation(true)
            .WithFilePath(name)
            .WithFileEncoding(Encoding.UTF8);
        return _state is null
            ? CSharpScript.Create<object>(code, options)
            : _state.Script.ContinueWith<object>(code, options);
    }

    // A cell has a value when it ends in an expression without a semicolon, or returns one. A null is a value; a void call has none.
    private static bool HasValue(Script script)
    {
        Compilation compilation = script.GetCompilation();
        SyntaxTree tree = compilation.SyntaxTrees.Last();
        return tree.GetCompilationUnitRoot().Members.LastOrDefault() switch
        {
            GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last } =>
                compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type?.SpecialType != SpecialType.System_Void,
            GlobalStatementSyntax { Statement: ReturnStatementSyntax { Expression: not null } } => true,
            _ => false,
        };
    }
}
