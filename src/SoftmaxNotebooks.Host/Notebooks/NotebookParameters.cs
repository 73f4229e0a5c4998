using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Notebooks;

/// <summary>
/// Values given on the command line for a notebook's parameters, in papermill's way: the cell tagged <c>parameters</c> holds the defaults,
/// and a cell with the given values is put behind it. A value keeps the type of its default: a learning rate of 1 stays a double.
/// </summary>
internal sealed class NotebookParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public static NotebookParameters None { get; } = new([]);

    /// <param name="assignments">Each <c>name=value</c>; a later one of a name wins.</param>
    /// <exception cref="FormatException">One is not of that form.</exception>
    public NotebookParameters(IEnumerable<string> assignments)
    {
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=');
            if (equals < 0)
                throw new FormatException($"'{assignment}' is not of the form name=value.");
            string name = assignment[..equals].Trim();
            if (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
                throw new FormatException($"'{name}' in '{assignment}' is not a name that a C# variable can have.");
            _values[name] = assignment[(equals + 1)..];
        }
    }

    /// <summary>Puts the cell with the values where it belongs; without values the notebook stays as it is.</summary>
    /// <exception cref="DocumentException">The notebook has no such parameter, or a value does not fit its type.</exception>
    public void Inject(NotebookDocument notebook)
    {
        if (_values.Count == 0)
            return;
        // A notebook that was run with values before has a cell with those.
        for (int i = notebook.Cells.Count - 1; i >= 0; i--)
        {
            if (notebook.Cells[i].HasTag(NotebookCell.InjectedParametersTag))
                notebook.RemoveAt(i);
        }

        int index = notebook.Cells.ToList().FindIndex(cell => cell.IsCode && cell.HasTag(NotebookCell.ParametersTag));
        if (index < 0)
            throw new DocumentException($"there is no cell tagged '{NotebookCell.ParametersTag}', so -p {_values.First().Key}=… has nothing to set.");
        Dictionary<string, VariableDeclaratorSyntax> defaults = Declarations(notebook.Cells[index].Source);
        List<string> lines = ["// Parameters"];
        foreach ((string name, string value) in _values)
        {
            if (!defaults.TryGetValue(name, out VariableDeclaratorSyntax? declaration))
                throw new DocumentException($"the notebook has no parameter '{name}'; it has {string.Join(", ", defaults.Keys.Order(StringComparer.Ordinal))}.");
            lines.Add(Statement(name, value, declaration));
        }

        notebook.Insert(index + 1, string.Join('\n', lines), NotebookCell.InjectedParametersTag);
    }

    private static Dictionary<string, VariableDeclaratorSyntax> Declarations(string source) =>
        CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(kind: SourceCodeKind.Script)).GetRoot()
            .DescendantNodes().OfType<VariableDeclaratorSyntax>()
            .GroupBy(declaration => declaration.Identifier.Text)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    private static string Statement(string name, string value, VariableDeclaratorSyntax declaration)
    {
        TypeSyntax type = ((VariableDeclarationSyntax)declaration.Parent!).Type;
        string? typeName = type.IsVar ? InferredType(declaration.Initializer?.Value) : type.ToString();
        string literal = typeName switch
        {
            "string" => SymbolDisplay.FormatLiteral(value, quote: true),
            "bool" => bool.TryParse(value, out bool flag) ? (flag ? "true" : "false") : throw Misfit("true or false"),
            "int" => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? Text(number) : throw Misfit("a whole number from -2147483648 to 2147483647"),
            "long" => long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? Text(number) + "L" : throw Misfit("a whole number of 64 bits"),
            "double" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? $"(double){number.ToString("R", CultureInfo.InvariantCulture)}" : throw Misfit("a number"),
            "float" => float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number) ? $"(float){number.ToString("R", CultureInfo.InvariantCulture)}" : throw Misfit("a number"),
            "decimal" => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? Text(number) + "m" : throw Misfit("a number"),
            _ => throw new DocumentException($"parameter '{name}' is declared as '{type}{declaration.Initializer}', and a value can be given to string, bool, int, long, float, double and decimal only."),
        };
        return $"{typeName} {name} = {literal};";

        DocumentException Misfit(string expected) => new($"-p {name}={value}: the parameter is {typeName} and takes {expected}.");

        static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
    }

    // The type that `var` gets from a literal, signed or not.
    private static string? InferredType(ExpressionSyntax? initializer) => initializer switch
    {
        PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax operand } => InferredType(operand),
        LiteralExpressionSyntax literal => literal.Token.Value switch
        {
            string => "string",
            bool => "bool",
            int => "int",
            long => "long",
            double => "double",
            float => "float",
            decimal => "decimal",
            _ => null,
        },
        _ => null,
    };
}
