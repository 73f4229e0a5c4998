using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.DotNet.Interactive;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>A compiled piece of code: runs on the states of the pieces before it, adds its own, returns its value.</summary>
internal delegate Task<object?> Submission(object?[] states);

/// <summary>
/// Compiles a notebook's code piece by piece, each on top of those before it: variables, usings and types of one piece are there for the
/// next. This is what Roslyn's scripting library does, on the same compiler, without keeping what only its own API needs.
/// </summary>
/// <param name="references">What the code is compiled against; it may grow from one piece to the next.</param>
/// <param name="directory">The folder in which <c>#load</c> looks, as an absolute path.</param>
internal sealed class ScriptCompiler(ScriptReferences references, string directory)
{
    // What .NET Interactive imports, no more: a notebook that runs here must run there.
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        typeof(Kernel).FullName!,
    ];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    private static readonly EmitOptions EmitOptions = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    // Assemblies of several sessions live in one process. The first character marks a compiled cell; see ScriptNames.
    private readonly string _session = $"ℛ*{Guid.NewGuid():N}#1";
    private CSharpCompilation? _last;
    private int _referencesTaken;

    /// <summary>How many pieces have been compiled to run.</summary>
    public int Count { get; private set; }

    /// <summary>Reads code as a piece of a notebook.</summary>
    public static SyntaxTree Parse(string code, string name) => CSharpSyntaxTree.ParseText(code, ParseOptions, name, Encoding.UTF8);

    /// <summary>The code on top of all that has run; for questions about code that is still being written.</summary>
    public CSharpCompilation Prepare(SyntaxTree tree)
    {
        string number = Count.ToString(CultureInfo.InvariantCulture);
        CSharpCompilationOptions options = new(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: $"Submission#{number}",
            // Usings and references reach from one piece to all that follow. Given again with every piece they would still work, and
            // memory would grow with the square of the number of pieces.
            usings: _last is null ? Imports : [],
            // Code would be compiled for debugging otherwise, and a loop over logits is then two to four times slower.
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            // A cell is small: handing its methods out to other threads takes longer than compiling them.
            concurrentBuild: false,
            sourceReferenceResolver: new SourceFileResolver([], directory),
            metadataReferenceResolver: ScriptReferences.NothingToResolve.Instance,
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);
        return CSharpCompilation.CreateScriptCompilation(
            $"{_session}-{number}", tree, references.All.Skip(_referencesTaken), options, _last, typeof(object));
    }

    /// <summary>Compiles code to run it next. What it declares is known to the pieces after it, whether it then runs to its end or not.</summary>
    /// <returns>The code ready to run and whether it ends in a value; or null and the errors.</returns>
    public (Submission? Submission, bool HasValue, ImmutableArray<Diagnostic> Errors) Compile(SyntaxTree tree, CancellationToken cancellationToken)
    {
        CSharpCompilation compilation = Prepare(tree);
        using MemoryStream assembly = new();
        using MemoryStream symbols = new();
        EmitResult result = compilation.Emit(assembly, symbols, options: EmitOptions, cancellationToken: cancellationToken);
        ImmutableArray<Diagnostic> errors = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0)
            return (null, false, errors);
        _last = compilation;
        Count++;
        _referencesTaken = references.All.Count;
        // Nothing but usings or comments: there is no assembly, and the usings reach on all the same.
        if (!result.Success)
            return (_ => Task.FromResult<object?>(null), false, []);

        bool hasValue = HasValue(compilation, tree);
        assembly.Position = symbols.Position = 0;
        Assembly loaded = AssemblyLoadContext.Default.LoadFromStream(assembly, symbols);
        IMethodSymbol entry = compilation.GetEntryPoint(cancellationToken)!;
        Submission submission = loaded.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.CreateDelegate<Submission>();
        return (submission, hasValue, []);
    }

    // Code has a value when it ends in an expression without a semicolon, or returns one. A null is a value; a void call has none.
    private static bool HasValue(CSharpCompilation compilation, SyntaxTree tree) =>
        tree.GetCompilationUnitRoot().Members.LastOrDefault() switch
        {
            GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last } =>
                compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type?.SpecialType != SpecialType.System_Void,
            GlobalStatementSyntax { Statement: ReturnStatementSyntax { Expression: not null } } => true,
            _ => false,
        };
}
