using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SoftmaxNotebooks.Host.Scripting.Editing;

/// <summary>What completions are, in the words for which front ends have icons, and those that are no symbols.</summary>
internal static class CompletionKinds
{
    public const string Keyword = "keyword";
    public const string Parameter = "parameter";

    /// <summary>Types that have a keyword for a name.</summary>
    public static IReadOnlyList<Completion> TypeKeywords { get; } = AsKeywords(
        "bool byte char decimal double dynamic float int long nint nuint object sbyte short string uint ulong ushort");

    /// <summary>Keywords with which a statement, a member or an expression can begin, or go on.</summary>
    public static IReadOnlyList<Completion> Keywords { get; } = AsKeywords(
        "abstract and as async await base break case catch checked class const continue default delegate do else enum event explicit extern " +
        "false finally fixed for foreach get goto if implicit in init interface internal is let lock nameof new not null operator or out " +
        "override params partial private protected public readonly record ref required return sealed select set sizeof stackalloc static " +
        "struct switch this throw true try typeof unchecked unsafe using var virtual void volatile when where while with yield");

    public static string Of(ISymbol symbol) => symbol switch
    {
        INamespaceSymbol => "module",
        INamedTypeSymbol { TypeKind: TypeKind.Interface } => "interface",
        INamedTypeSymbol { TypeKind: TypeKind.Enum } => "enum",
        INamedTypeSymbol { TypeKind: TypeKind.Struct } => "struct",
        ITypeSymbol => "class",
        IMethodSymbol => "function",
        IPropertySymbol => "property",
        IEventSymbol => "event",
        IParameterSymbol => Parameter,
        IFieldSymbol { IsConst: true } => "constant",
        // What is a variable to whoever wrote the cell is a field to the compiler.
        IFieldSymbol { ContainingType.IsScriptClass: true } or ILocalSymbol or IRangeVariableSymbol => "variable",
        IFieldSymbol => "field",
        _ => "",
    };

    /// <summary>Whether its author has asked not to offer it.</summary>
    public static bool IsHidden(ISymbol symbol) => symbol.GetAttributes().Any(attribute =>
        attribute is { AttributeClass.Name: "EditorBrowsableAttribute", ConstructorArguments: [{ Value: (int)System.ComponentModel.EditorBrowsableState.Never }] });

    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private static Completion[] AsKeywords(string words) => [.. words.Split(' ').Select(word => new Completion(word, Keyword))];
}
