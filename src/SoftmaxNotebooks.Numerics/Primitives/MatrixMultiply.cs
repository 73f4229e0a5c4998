using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>C = A·B of row-major matrices, either factor maybe transposed, in float and double, without allocation.</summary>
/// <remarks>
/// Symbols: A (M × K), B (K × N), C (M × N).
/// <para>
/// Each entry of C is the sum over k = 0, 1, …, K - 1 in this order, from 0, one multiply-add after the other. So its bits depend neither
/// on the rows and columns that a call computes, nor on blocks and threads, nor, where the machine has fused multiply-adds, on the width
/// of its vectors.
/// </para>
/// <para>
/// The algorithm. A tile of C, six rows by two vectors, stays in registers while k runs: for each k, two vectors of B and six entries of A
/// make twelve multiply-adds (<see cref="LaneTile{T, TLanes}"/>). For the operands of the tile to be near whenever it wants them, five
/// loops go around it (<see cref="LaneProduct{T, TLanes}"/>). Blocks of columns: so many that what is packed of B fits into a share of the
/// third-level cache. Blocks of k: so many that a panel of B, as wide as a tile, fits into the first-level cache. Such a block of B
/// is packed, panel by panel, in the order in which the tile reads it. Blocks of rows: so many that they fit into the second-level cache;
/// they are packed in panels of six rows, where there are enough columns to make up for it. Then, panel of B by panel of B, all tiles of
/// rows. A transposed factor is read in another order when it is packed (<see cref="LanePanels{T, TLanes}"/>); what multiplies is the same.
/// </para>
/// <para>
/// Sources: K. Goto and R. van de Geijn, "Anatomy of high-performance matrix multiplication", 2008, doi 10.1145/1356052.1356053, for blocks
/// and packing; F. Van Zee and R. van de Geijn, "BLIS: a framework for rapidly instantiating BLAS functionality", 2015,
/// doi 10.1145/2764454, for the loops around the tile.
/// </para>
/// <para>
/// The inner loops are compiled for speed from the first call on: as tiered compilation begins, without inlining, they take a hundred times
/// as long, and a training in a notebook would be over before they are compiled again.
/// </para>
/// </remarks>
internal static class MatrixMultiply
{
    /// <summary>The rows of a tile: with two vectors each they take 12 of 16 registers.</summary>
    internal const int TileRows = 6;

    /// <summary>C[i,j] = sum over k of A[i,k] B[k,j]</summary>
    /// <remarks>Shapes: a (M·K), b (K·N), c (M·N). For a part of the rows, take the slices of a and c.</remarks>
    internal static void Multiply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int innerCount, int columnCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rowCount = columnCount == 0 ? 0 : c.Length / columnCount;
        MatrixView<T> rows = MatrixView<T>.RowMajor(a, rowCount, innerCount, nameof(a));
        Multiply(rows, MatrixView<T>.RowMajor(b, innerCount, columnCount, nameof(b)), c);
    }

    /// <summary>C[i,j] = sum over k of A[k,i] B[k,j], for the rows i of C from firstRow</summary>
    /// <remarks>Shapes: a (K·M), b (K·N), c (as many of the M rows as it has room for, ·N).</remarks>
    internal static void MultiplyTransposed<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, int innerCount, int columnCount, int firstRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (c.Length == 0) return;
        int rowCount = c.Length / columnCount;
        int stride = innerCount == 0 ? rowCount : a.Length / innerCount;
        MatrixView<T> rows = MatrixView<T>.RowMajor(a, innerCount, stride, nameof(a)).Part(0, firstRow, innerCount, rowCount).Transpose;
        Multiply(rows, MatrixView<T>.RowMajor(b, innerCount, columnCount, nameof(b)), c);
    }

    /// <summary>C[i,j] = sum over k of A[i,k] B[k,j], where A and B may be transposes</summary>
    /// <remarks>Shapes: a (M × K), b (K × N), c (M·N), apart from both.</remarks>
    /// <exception cref="ArgumentException">The shapes do not fit, or c overlaps a factor.</exception>
    internal static void Multiply<T>(MatrixView<T> a, MatrixView<T> b, Span<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckArguments(a, b, c);
        MultiplyPart(a, b, c, b.ColumnCount);
    }

    /// <summary>As many columns as A has, B has rows; c has room for all sums, and no more, and shares it with neither.</summary>
    /// <exception cref="ArgumentException">One of this is not so.</exception>
    internal static void CheckArguments<T>(MatrixView<T> a, MatrixView<T> b, Span<T> c)
        where T : unmanaged
    {
        if (a.ColumnCount != b.RowCount)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"A is {a.Shape}, B is {b.Shape}: A must have as many columns as B has rows."));
        }

        if (c.Length != (long)a.RowCount * b.ColumnCount)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"C has {c.Length} entries; the product of {a.Shape} and {b.Shape} has {(long)a.RowCount * b.ColumnCount}."));
        }

        Guard.Separate(a.Values, nameof(a), c);
        Guard.Separate(b.Values, nameof(b), c);
    }

    /// <summary>The product of some rows of A and some columns of B, where each row of C begins a stride after the one before.</summary>
    /// <remarks>The callers have checked the arguments.</remarks>
    internal static void MultiplyPart<T>(MatrixView<T> a, MatrixView<T> b, Span<T> c, int stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.RowCount == 0 || b.ColumnCount == 0) return;
        if (a.ColumnCount == 0)
        {
            // A sum of nothing.
            for (int i = 0; i < a.RowCount; i++) c.Slice(i * stride, b.ColumnCount).Clear();
        }
        else if (Widest.Is512)
        {
            LaneProduct<T, Lanes512<T>>.Multiply(a, b, c, stride);
        }
        else if (Widest.Is256)
        {
            LaneProduct<T, Lanes256<T>>.Multiply(a, b, c, stride);
        }
        else if (Widest.Is128)
        {
            LaneProduct<T, Lanes128<T>>.Multiply(a, b, c, stride);
        }
        else
        {
            LaneProduct<T, OneLane<T>>.Multiply(a, b, c, stride);
        }
    }
}
