using System.Text;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Draws a tape as text for Graphviz and for Mermaid: a box for each node, an arrow from each input.</summary>
internal static class TapeDrawing
{
    /// <summary>A graph in the DOT language.</summary>
    internal static string ToGraphviz(IEnumerable<Variable> nodes)
    {
        var text = new StringBuilder("digraph tape {\n  rankdir=LR;\n  node [shape=box];\n");
        foreach (Variable node in nodes)
        {
            string style = IsVariable(node) ? ", shape=ellipse" : node.IsConstant ? ", style=dashed" : "";
            text.Append(Invariant($"  n{node.Index} [label=\"{Dot(Title(node))}\\n{Dot(Subtitle(node))}\"{style}];\n"));
            foreach (Variable input in node.Inputs) text.Append(Invariant($"  n{input.Index} -> n{node.Index};\n"));
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>A Mermaid flowchart.</summary>
    internal static string ToMermaid(IEnumerable<Variable> nodes)
    {
        var text = new StringBuilder("flowchart LR\n");
        foreach (Variable node in nodes)
        {
            string label = $"\"{Mermaid(Title(node))}<br/>{Mermaid(Subtitle(node))}\"";
            string box = IsVariable(node) ? $"([{label}])" : node.IsConstant ? $"[/{label}/]" : $"[{label}]";
            text.Append(Invariant($"  n{node.Index}{box}\n"));
            foreach (Variable input in node.Inputs) text.Append(Invariant($"  n{input.Index} --> n{node.Index}\n"));
        }

        return text.ToString();
    }

    /// <summary>"w" for an input, "y = Softmax" for what is computed.</summary>
    private static string Title(Variable node)
        => IsVariable(node) || node.IsConstant ? node.Label : $"{node.Label} = {node.Operation}";

    /// <summary>The shape; of a scalar the value too.</summary>
    private static string Subtitle(Variable node) => node.Shape.Rank == 0 ? $"{node.Shape} {node.Value}" : node.Shape.ToString();

    private static bool IsVariable(Variable node) => node.Operation == GradientTape.VariableOperation;

    /// <summary>Text inside the quotes of a DOT label.</summary>
    /// <remarks>
    /// A quote would end the label, a backslash begins an escape such as \N (the name of the node), and an ampersand an HTML entity.
    /// Source: graphviz.org/doc/info/lang.html and graphviz.org/docs/attr-types/escString.
    /// </remarks>
    private static string Dot(string text) => PrintedText.OneLine(text, rune => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '&' => "&amp;",
        _ => rune.ToString(),
    });

    /// <summary>Text inside the quotes of a Mermaid label.</summary>
    /// <remarks>
    /// Everything but letters, digits, spaces and underscores is written as a character code, #34; for a quote: Mermaid reads HTML and
    /// Markdown inside the quotes, and looks for keywords with a colon across them. Source: mermaid.js.org/syntax/flowchart.html.
    /// </remarks>
    private static string Mermaid(string text) => PrintedText.OneLine(text, rune => Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '_'
        ? rune.ToString()
        : Invariant($"#{rune.Value};"));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
