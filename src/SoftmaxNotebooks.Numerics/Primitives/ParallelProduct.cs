using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>C = A·B as <see cref="MatrixMultiply"/> has it, to the same bits, in the threads of a team.</summary>
/// <remarks>
/// Symbols: A (M × K), B (K × N), C (M × N). One product at a time, as the team does one piece of work at a time. A product allocates
/// nothing.
/// </remarks>
internal sealed class ParallelProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ThreadTeam _team;

    // Made once: a new delegate for each product would be an allocation.
    private readonly PartOfWork _doPart;

    private Factor _a, _b;
    private Memory<T> _c;
    private ProductParts _parts;

    internal ParallelProduct(ThreadTeam team) => (_team, _doPart) = (team, DoPart);

    /// <summary>C[i,j] = sum over k of A[i,k] B[k,j]</summary>
    /// <remarks>Shapes: a (M × K), b (K × N), c (M·N), apart from both.</remarks>
    /// <exception cref="ArgumentException">The shapes do not fit, or c overlaps a factor.</exception>
    internal void Multiply(Factor a, Factor b, Memory<T> c)
    {
        MatrixView<T> aView = a.View(nameof(a)), bView = b.View(nameof(b));
        _parts = ProductParts.For(aView.RowCount, bView.ColumnCount, aView.ColumnCount, _team.Degree);
        if (_parts.Count <= 1)
        {
            MatrixMultiply.Multiply(aView, bView, c.Span);
            return;
        }

        MatrixMultiply.CheckArguments(aView, bView, c.Span);
        (_a, _b, _c) = (a, b, c);
        _team.Run(_parts.Count, _doPart);
        (_a, _b, _c) = (default, default, default);
    }

    /// <summary>One of the parts of C.</summary>
    internal static void MultiplyPart(Factor left, Factor right, Memory<T> c, ProductParts parts, int part)
    {
        (int row, int column, int rows, int columns) = parts[part];
        MatrixView<T> a = left.View("a"), b = right.View("b");
        MatrixMultiply.MultiplyPart(
            a.Part(row, 0, rows, a.ColumnCount), b.Part(0, column, b.RowCount, columns),
            c.Span[((row * b.ColumnCount) + column)..], b.ColumnCount);
    }

    private void DoPart(int part, int thread) => MultiplyPart(_a, _b, _c, _parts, part);

    /// <summary>A row-major matrix, or the transpose of one.</summary>
    internal readonly record struct Factor(ReadOnlyMemory<T> Values, int RowCount, int ColumnCount, bool IsTransposed = false)
    {
        /// <summary>RowCount × ColumnCount, or where it is transposed ColumnCount × RowCount</summary>
        internal MatrixView<T> View(string name)
        {
            MatrixView<T> stored = MatrixView<T>.RowMajor(Values.Span, RowCount, ColumnCount, name);
            return IsTransposed ? stored.Transpose : stored;
        }
    }
}
