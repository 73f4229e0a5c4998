using System.Globalization;
using System.Text;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive;

/// <summary>A Jacobian as text for somewhere else: a test, a spreadsheet, a paper.</summary>
public static class JacobianText
{
    /// <summary>An expression of C# that makes the same Jacobian, to the last bit, where MathNet's LinearAlgebra and this library's namespace are in use.</summary>
    public static string ToCSharp(this Jacobian jacobian)
    {
        ArgumentNullException.ThrowIfNull(jacobian);
        var code = new StringBuilder("Jacobian.FromMatrix(\n    Matrix<double>.Build.DenseOfArray(");
        if (jacobian.RowCount == 0 || jacobian.ColumnCount == 0)
        {
            // Without entries the compiler cannot count them.
            code.Append(CultureInfo.InvariantCulture, $"new double[{jacobian.RowCount}, {jacobian.ColumnCount}]),\n");
        }
        else
        {
            code.Append("new double[,]\n    {\n");
            for (int i = 0; i < jacobian.RowCount; i++)
            {
                code.Append("        { ").AppendJoin(", ", RowOf(jacobian, i).Select(Literal)).Append(" },\n");
            }

            code.Append("    }),\n");
        }

        return code
            .Append("    [").AppendJoin(", ", jacobian.OutputNames.Select(Literal)).Append("],\n")
            .Append("    [").AppendJoin(", ", jacobian.InputNames.Select(Literal)).Append("])")
            .ToString();
    }

    /// <summary>Comma-separated values as in RFC 4180, with a header of input names and output names at the left; shortest digits that read back the same.</summary>
    public static string ToCsv(this Jacobian jacobian)
    {
        ArgumentNullException.ThrowIfNull(jacobian);
        var csv = new StringBuilder().AppendJoin(',', jacobian.InputNames.Select(Field).Prepend(Field(""))).Append("\r\n");
        for (int i = 0; i < jacobian.RowCount; i++)
        {
            csv.AppendJoin(',', RowOf(jacobian, i).Select(entry => Number.Of(entry).Full).Prepend(Field(jacobian.OutputNames[i]))).Append("\r\n");
        }

        return csv.ToString();
    }

    /// <summary>A pmatrix of LaTeX in short numbers, with every entry.</summary>
    public static string ToLatex(this Jacobian jacobian)
    {
        ArgumentNullException.ThrowIfNull(jacobian);
        return LatexMatrix.Of(JacobianFormatter.GridOf(jacobian), shownCount: int.MaxValue - 1);
    }

    private static IEnumerable<double> RowOf(Jacobian jacobian, int row)
        => Enumerable.Range(0, jacobian.ColumnCount).Select(column => jacobian[row, column]);

    private static string Literal(double value) => value switch
    {
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        0 when double.IsNegative(value) => "-0.0", // -0 is the integer.
        _ => Number.Of(value).Full,
    };

    private static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\') literal.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~' || char.IsLetterOrDigit(c)) literal.Append(c);
            else literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return literal.Append('"').ToString();
    }

    private static string Field(string text)
        => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
