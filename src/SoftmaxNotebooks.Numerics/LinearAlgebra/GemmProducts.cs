using System.Buffers;
using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>C ← α op(A)·op(B) + β C of column-major matrices: the methods of MathNet's provider that are done otherwise here.</summary>
/// <remarks>
/// Symbols: op(A) (M × K), op(B) (K × N), C (M × N). The memory of a column-major X holds Xᵀ row-major, and Cᵀ = op(B)ᵀ·op(A)ᵀ: the factors
/// change places, and no number is moved.
/// </remarks>
internal abstract class GemmProducts
{
    /// <summary>Does the rest.</summary>
    internal ILinearAlgebraProvider Managed { get; } = new ManagedLinearAlgebraProvider();

    /// <summary>result = x·y</summary>
    public virtual void MatrixMultiply(float[] x, int rowsX, int columnsX, float[] y, int rowsY, int columnsY, float[] result)
        => Multiply(Transpose.DontTranspose, Transpose.DontTranspose, 1, x, rowsX, columnsX, y, rowsY, columnsY, 0, result);

    /// <summary>result = x·y</summary>
    public virtual void MatrixMultiply(double[] x, int rowsX, int columnsX, double[] y, int rowsY, int columnsY, double[] result)
        => Multiply(Transpose.DontTranspose, Transpose.DontTranspose, 1, x, rowsX, columnsX, y, rowsY, columnsY, 0, result);

    /// <summary>c ← alpha op(a)·op(b) + beta c</summary>
    public virtual void MatrixMultiplyWithUpdate(
        Transpose transposeA, Transpose transposeB, float alpha, float[] a, int rowsA, int columnsA, float[] b, int rowsB, int columnsB,
        float beta, float[] c)
        => Multiply(transposeA, transposeB, alpha, a, rowsA, columnsA, b, rowsB, columnsB, beta, c);

    /// <summary>c ← alpha op(a)·op(b) + beta c</summary>
    public virtual void MatrixMultiplyWithUpdate(
        Transpose transposeA, Transpose transposeB, double alpha, double[] a, int rowsA, int columnsA, double[] b, int rowsB, int columnsB,
        double beta, double[] c)
        => Multiply(transposeA, transposeB, alpha, a, rowsA, columnsA, b, rowsB, columnsB, beta, c);

    public override string ToString() => "Managed, with the matrix products of SoftmaxNotebooks";

    private static void Multiply<T>(
        Transpose transposeA, Transpose transposeB, T alpha, T[] a, int rowsA, int columnsA, T[] b, int rowsB, int columnsB, T beta, T[] c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(c);
        MatrixShape shapeA = MatrixShape.Of(transposeA, a.Length, rowsA, columnsA, "A");
        MatrixShape shapeB = MatrixShape.Of(transposeB, b.Length, rowsB, columnsB, "B");
        MatrixShape.CheckProduct(shapeA, shapeB, c.Length);
        if (alpha == T.Zero)
        {
            Update(default, alpha, beta, c);
        }
        else if (alpha == T.One && beta == T.Zero && c != a && c != b)
        {
            Multiply(shapeB.RowMajorTranspose(b), shapeA.RowMajorTranspose(a), c);
        }
        else
        {
            T[] product = ArrayPool<T>.Shared.Rent(c.Length);
            Multiply(shapeB.RowMajorTranspose(b), shapeA.RowMajorTranspose(a), product.AsMemory(0, c.Length));
            Update(product, alpha, beta, c);
            ArrayPool<T>.Shared.Return(product);
        }
    }

    private static void Multiply<T>(ParallelProduct<T>.Factor left, ParallelProduct<T>.Factor right, Memory<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MatrixView<T> a = left.View("b"), b = right.View("a");
        int degree = Math.Min(Control.MaxDegreeOfParallelism, Environment.ProcessorCount);
        ProductParts parts = ProductParts.For(a.RowCount, b.ColumnCount, a.ColumnCount, degree);
        if (parts.Count <= 1)
        {
            Numerics.MatrixMultiply.Multiply(a, b, c.Span);
            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = degree, TaskScheduler = Control.TaskScheduler };
        Parallel.For(0, parts.Count, options, part => ParallelProduct<T>.MultiplyPart(left, right, c, parts, part));
    }

    /// <summary>c ← alpha product + beta c; what is times 0 is not read.</summary>
    private static void Update<T>(ReadOnlySpan<T> product, T alpha, T beta, Span<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < c.Length; i++)
        {
            T kept = beta == T.Zero ? T.Zero : beta * c[i];
            c[i] = alpha == T.Zero ? kept : (alpha * product[i]) + kept;
        }
    }
}
