using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Pages;

/// <summary>A notebook of what does not fit a narrow screen, and of all that a page can show, in two editions.</summary>
internal static class WideNotebook
{
    private static readonly string LongWord = new('w', 300);

    public static string English { get; } = NotebookJson.Of(
        Markdown($"# A title with {LongWord}\n\nA paragraph with `{LongWord}` and https://example.org/{LongWord}, and $\\mathrm{{{LongWord}}}$."),
        Markdown($"## Wide formulas\n\n$${string.Join(" + ", Enumerable.Range(1, 60).Select(i => $"x_{{{i}}}"))}$$\n\n"
            + "A price of $5, and $$\\begin{aligned} a &= b_1 \\\\ - c &= d * e \\end{aligned}$$ in a line."),
        Markdown($"## Wide tables\n\n|{Row("$h_{0}$")}\n|{Row("---")}\n|{Row("0.123456")}\n\n- a list\n\n  ```csharp\n  var longLine = \"{LongWord}\";\n  ```\n"),
        Markdown("### Folded\n\n<details>\n<summary>Why is $p_i > 0$?</summary>\n\nBecause $e^{z_i} > 0$.\n\n```csharp\nMath.Exp(z)\n```\n\n</details>"),
        Cell($"var longLine = \"{LongWord}\"; // {LongWord}",
            Stream("stdout", LongWord + "\n"), Stream("stderr", "\u001b[31m" + LongWord + "\u001b[0m\n"),
            Data("text/html", $"<table><tr>{string.Concat(Enumerable.Repeat("<td>0.123456</td>", 60))}</tr></table>"),
            Data("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' width='2000' height='300'><rect width='100%' height='100%' fill='teal'/></svg>"),
            Data("text/latex", "$$\\frac{x}{y}$$"),
            Data("text/markdown", $"|{Row("a")}\n|{Row("---")}\n|{Row("$x_1$")}"), Data("text/plain", LongWord),
            new JsonObject { ["output_type"] = "error", ["ename"] = "E", ["evalue"] = "m", ["traceback"] = new JsonArray("\u001b[31mE: m\u001b[0m", LongWord) }),
        Markdown("## The end\n\n[The start](#wide-formulas), [the other edition](zh-CN/wide.ipynb#结尾)."));

    public static string Chinese { get; } = NotebookJson.Of(
        Markdown("# 为什么是 $p - y$？\n\n由$p_i$得$\\sum_i p_i = 1$。" + new string('长', 200)),
        Markdown("## 开头\n\n- 一\n- 二"), Cell("1 + 1", Data("text/plain", "2")), Markdown("## 结尾\n\n[另一个版本](../wide.ipynb#the-end)。"));

    private static string Row(string content) => string.Concat(Enumerable.Repeat($" {content} |", 30));

    private static JsonObject Markdown(string source) =>
        new() { ["cell_type"] = "markdown", ["id"] = $"m{source.Length}", ["metadata"] = new JsonObject(), ["source"] = source };

    private static JsonObject Cell(string source, params JsonObject[] outputs)
    {
        JsonObject cell = NotebookJson.Cell(source);
        cell["outputs"] = new JsonArray([.. outputs]);
        return cell;
    }

    private static JsonObject Stream(string name, string text) => new() { ["output_type"] = "stream", ["name"] = name, ["text"] = text };

    private static JsonObject Data(string mimeType, string content) =>
        new() { ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = new JsonObject { [mimeType] = content } };
}
