using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The few scalar pieces that softmax, its logarithm and their derivatives share.</summary>
/// <remarks>
/// Everything here computes in double, for float rows too: the sum of a float row then carries no error that a float could show.
/// </remarks>
internal static class RowMath
{
    /// <summary>log(1 + x), accurate for small x too.</summary>
    /// <remarks>
    /// log(1 + x) = log(u) + log(1 + (x - (u - 1)) / u), where u = 1 + x as rounded, so that u - 1 and the difference from x are exact;
    /// the second logarithm is that of 1 + 2^-53 at most, which is what it adds to 1. Not <c>double.LogP1</c>: that is Log(x + 1), which is
    /// 0 for x = 4e-18 (dotnet/runtime#127508).
    /// </remarks>
    internal static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 0 || double.IsPositiveInfinity(u) ? Math.Log(u) : Math.Log(u) + ((x - (u - 1)) / u);
    }

    /// <summary>
    /// The first of the largest entries among those the mask keeps; the first NaN if there is one; -1 if nothing is kept.
    /// </summary>
    /// <remarks>Seeded with the first entry kept: a constant such as -10000 would be the maximum of a row that lies below it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As the inner loops of MatrixMultiply.
    internal static int IndexOfMaximum<T>(ReadOnlySpan<T> row, ReadOnlySpan<bool> mask = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int top = -1;
        for (int j = 0; j < row.Length; j++)
        {
            if (!IsKept(mask, j)) continue;
            if (T.IsNaN(row[j])) return j;
            if (top < 0 || row[j] > row[top]) top = j;
        }

        return top;
    }

    /// <summary>Whether no entry is NaN or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As the inner loops of MatrixMultiply.
    internal static bool IsFinite(ReadOnlySpan<float> row)
    {
        // x − x is 0, no bit set, for a number, and NaN for NaN and the infinities.
        Vector<float> differences = default;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        foreach (Vector<float> vector in vectors) differences |= vector - vector;
        bool isFinite = Vector.EqualsAll(differences, Vector<float>.Zero);
        for (int i = vectors.Length * Vector<float>.Count; i < row.Length; i++) isFinite &= float.IsFinite(row[i]);
        return isFinite;
    }

    /// <summary>How many entries are 0 or −0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As the inner loops of MatrixMultiply.
    internal static int CountOfZeros(ReadOnlySpan<float> row)
    {
        // Where a comparison holds all bits are set, which is −1.
        Vector<int> counts = default;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        foreach (Vector<float> vector in vectors) counts -= Vector.Equals(vector, Vector<float>.Zero);
        int count = Vector.Sum(counts);
        for (int i = vectors.Length * Vector<float>.Count; i < row.Length; i++) count += row[i] == 0 ? 1 : 0;
        return count;
    }

    /// <summary>(logit - maximum) / temperature.</summary>
    internal static double Shifted<T>(T logit, double maximum, double temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double z = double.CreateTruncating(logit);
        double difference = z - maximum;

        // 1e308 and -1e308 lie further apart than a double reaches; a high temperature may still bring them together. A logit of -inf
        // stays there at any temperature.
        return double.IsNegativeInfinity(difference) && double.IsFinite(z) ? (z / temperature) - (maximum / temperature) : difference / temperature;
    }

    /// <summary>Sum of all entries but one.</summary>
    /// <remarks>
    /// For probabilities this is 1 - p[excluded] without the cancellation: beside a probability that rounds to 1 the others still
    /// say how far from 1 it is.
    /// </remarks>
    internal static double SumOfOthers<T>(ReadOnlySpan<T> row, int excluded)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int j = 0; j < row.Length; j++)
        {
            if (j != excluded) sum += double.CreateTruncating(row[j]);
        }

        return sum;
    }

    /// <summary>A power of two that keeps sums and differences of the entries finite: 1 for all but rows that reach beyond 2^989.</summary>
    /// <remarks>
    /// A row has fewer than 2^31 entries, and a product with a Jacobian adds and subtracts each a few times: 2^34 is room enough below
    /// 2^1024. Multiplying by a power of two and dividing again loses nothing that a result near 2^989 could show.
    /// </remarks>
    internal static double ScaleAgainstOverflow<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // What is computed in double from floats cannot overflow.
        if (typeof(T) == typeof(float)) return 1;

        double largest = 0;
        foreach (T entry in row) largest = Math.Max(largest, Math.Abs(double.CreateTruncating(entry)));
        return largest > Math.ScaleB(1, 989) && double.IsFinite(largest) ? Math.ScaleB(1, -34) : 1;
    }

    /// <summary>An empty mask keeps everything.</summary>
    internal static bool IsKept(ReadOnlySpan<bool> mask, int index) => mask.IsEmpty || mask[index];
}
