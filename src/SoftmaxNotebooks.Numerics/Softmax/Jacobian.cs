using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>J[i,j] = d output[i] / d input[j]: a matrix whose rows are named after outputs and columns after inputs.</summary>
/// <remarks>
/// Shape: outputs × inputs. PyTorch's gradcheck prints the transpose; for softmax, whose Jacobian is symmetric, the two look alike.
/// <para>
/// Immutable: it copies what it is given and hands out copies. It is for looking at; the products with a vector that training needs are
/// <see cref="SoftmaxDerivatives.Vjp(Vector{double}, Vector{double})"/> and <see cref="SoftmaxDerivatives.Jvp(Vector{double}, Vector{double})"/>, which never build the matrix.
/// </para>
/// </remarks>
public sealed class Jacobian
{
    /// <summary>How many rows and columns <see cref="ToString"/> shows: more do not fit a screen.</summary>
    private const int ShownCount = 16;

    private readonly Matrix<double> _matrix;

    private Jacobian(Matrix<double> matrix, IReadOnlyList<string> outputNames, IReadOnlyList<string> inputNames)
    {
        _matrix = matrix;
        OutputNames = outputNames;
        InputNames = inputNames;
    }

    /// <summary>What the rows are, p[0], p[1], … unless named otherwise.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>What the columns are, z[0], z[1], … unless named otherwise.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>The number of outputs.</summary>
    public int RowCount => _matrix.RowCount;

    /// <summary>The number of inputs.</summary>
    public int ColumnCount => _matrix.ColumnCount;

    /// <summary>A copy of the matrix, outputs × inputs.</summary>
    public Matrix<double> Matrix => _matrix.Clone();

    /// <summary>What each output changes by when all inputs grow together; all 0 for softmax, which ignores a common shift.</summary>
    public Vector<double> RowSums => _matrix.RowSums();

    /// <summary>What the sum of the outputs changes by with each input; all 0 for softmax, whose outputs always sum to 1.</summary>
    public Vector<double> ColumnSums => _matrix.ColumnSums();

    /// <summary>d output[<paramref name="output"/>] / d input[<paramref name="input"/>]</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the matrix.</exception>
    public double this[int output, int input] => _matrix[output, input];

    /// <summary>A Jacobian with the entries of a matrix.</summary>
    /// <remarks>
    /// Shape: matrix (outputs × inputs). The names default to p[0], p[1], … for the outputs and z[0], z[1], … for the inputs.
    /// </remarks>
    /// <exception cref="ArgumentException">There are not as many names as rows or columns.</exception>
    public static Jacobian FromMatrix(
        Matrix<double> matrix, IEnumerable<string>? outputNames = null, IEnumerable<string>? inputNames = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new Jacobian(
            matrix.Clone(),
            NamesOf(matrix.RowCount, outputNames, "p", nameof(outputNames)),
            NamesOf(matrix.ColumnCount, inputNames, "z", nameof(inputNames)));
    }

    /// <summary>The same matrix with other names.</summary>
    /// <exception cref="ArgumentException">There are not as many names as rows or columns.</exception>
    public Jacobian WithNames(IEnumerable<string> outputNames, IEnumerable<string> inputNames)
    {
        ArgumentNullException.ThrowIfNull(outputNames);
        ArgumentNullException.ThrowIfNull(inputNames);
        return FromMatrix(_matrix, outputNames, inputNames);
    }

    /// <summary>Jᵀ g: the gradient with respect to the inputs, from the gradient with respect to the outputs</summary>
    /// <remarks>Shapes: outputGradient (outputs), result (inputs). The plain matrix product.</remarks>
    /// <exception cref="ArgumentException">The gradient does not have as many entries as there are outputs.</exception>
    public Vector<double> Vjp(Vector<double> outputGradient)
    {
        ArgumentNullException.ThrowIfNull(outputGradient);
        Guard.SameLength(RowCount, "the outputs", outputGradient.Count, nameof(outputGradient));
        return _matrix.TransposeThisAndMultiply(outputGradient);
    }

    /// <summary>J v: the change of the outputs when the inputs change by v</summary>
    /// <remarks>Shapes: tangent (inputs), result (outputs). The plain matrix product.</remarks>
    /// <exception cref="ArgumentException">The tangent does not have as many entries as there are inputs.</exception>
    public Vector<double> Jvp(Vector<double> tangent)
    {
        ArgumentNullException.ThrowIfNull(tangent);
        Guard.SameLength(ColumnCount, "the inputs", tangent.Count, nameof(tangent));
        return _matrix * tangent;
    }

    /// <summary>
    /// A plain-text table: input names above, output names at the left, six significant digits, the first 16 rows and columns.
    /// </summary>
    public override string ToString()
    {
        var rows = new List<string[]> { CellsOf("", InputNames) };
        for (int i = 0; i < Math.Min(RowCount, ShownCount); i++)
        {
            rows.Add(CellsOf(OutputNames[i], _matrix.Row(i).Select(entry => entry.ToString("G6", CultureInfo.InvariantCulture))));
        }

        if (RowCount > ShownCount) rows.Add([.. rows[0].Select(_ => "...")]);

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            text.AppendJoin("  ", row.Select((cell, column) => cell.PadLeft(widths[column]))).Append('\n');
        }

        return text.ToString();
    }

    private static string[] CellsOf(string name, IEnumerable<string> entries)
    {
        string[] cells = [name, .. entries.Take(ShownCount + 1)];
        if (cells.Length > ShownCount + 1) cells[^1] = "...";
        return cells;
    }

    private static ReadOnlyCollection<string> NamesOf(int count, IEnumerable<string>? names, string symbol, string parameterName)
    {
        string[] copy = names?.ToArray()
            ?? [.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"{symbol}[{i}]"))];
        Guard.SameLength(count, "the matrix", copy.Length, parameterName);
        return Array.AsReadOnly(copy);
    }
}
