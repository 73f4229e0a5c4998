using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The derivatives of one row's softmax and log-softmax, once for float and double.</summary>
/// <remarks>
/// Symbols: C classes, z logits, p probabilities, g output gradient, k the most probable class.
/// The derivatives are functions of p alone, so p is what the forward pass has to keep. The callers have checked the arguments.
/// </remarks>
internal static class SoftmaxDerivativeKernel
{
    /// <summary>J[i,j] = -p[i] p[j] off the diagonal, J[i,i] = p[i] · (sum of the other p)</summary>
    /// <remarks>p[i] (1 - p[i]) is 0 as soon as p[i] rounds to 1; the sum of the others is not, and the row still sums to 0.</remarks>
    internal static void Jacobian<T>(ReadOnlySpan<T> probabilities, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = probabilities.Length;
        CompensatedSum sum = default;
        foreach (T p in probabilities) sum.Add(double.CreateTruncating(p));
        for (int i = 0; i < count; i++)
        {
            Span<T> row = destination.Slice(i * count, count);
            JacobianRow(probabilities, i, row);
            double p = double.CreateTruncating(probabilities[i]);
            // Beside a small p the sum of the others is the difference; beside a large one that would cancel.
            double others = p < 0.5 ? sum.Value - p : RowMath.SumOfOthers(probabilities, i);
            row[i] = T.CreateTruncating(p * others);
        }
    }

    /// <summary>(J g)[j] = p[j] · (a[j] - sum over i of p[i] a[i]), where a = g - g[k]</summary>
    /// <remarks>
    /// In words: centre g about its weighted mean, then weigh it. The result does not change when a constant is added to g (J times
    /// a constant is 0), so g is measured from its value at the most probable class. Without this anchor the mean of [1, 0] under
    /// p = [1, 4e-18] rounds to 1, and the top component 1 · (1 - 1) is 0 where -(-4e-18) is due (pytorch#195531, jax#40344).
    /// J is symmetric: this is the vector-Jacobian product and the Jacobian-vector product in one.
    /// </remarks>
    internal static void SoftmaxProduct<T>(ReadOnlySpan<T> probabilities, ReadOnlySpan<T> vector, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TryProduct(probabilities, vector, destination)) return;

        int top = RowMath.IndexOfMaximum(probabilities);
        if (top < 0) return;

        double scale = RowMath.ScaleAgainstOverflow(vector);
        double anchor = scale * double.CreateTruncating(vector[top]);
        double mean = 0;
        for (int j = 0; j < probabilities.Length; j++)
        {
            mean += double.CreateTruncating(probabilities[j]) * ((scale * double.CreateTruncating(vector[j])) - anchor);
        }

        for (int j = 0; j < probabilities.Length; j++)
        {
            double anchored = (scale * double.CreateTruncating(vector[j])) - anchor;
            destination[j] = T.CreateTruncating(double.CreateTruncating(probabilities[j]) * (anchored - mean) / scale);
        }
    }

    /// <summary>g[j] · (sum of p) - p[j] · (sum of g)</summary>
    /// <remarks>
    /// The textbook's g[j] - p[j] (sum of g), with the sum of the probabilities as they are, rounded, in the place of 1. So the entries
    /// sum to 0 whatever rounding did to p, and a saturated row keeps the 4e-18 that 1 - p[k] has lost, also where several classes tie.
    /// </remarks>
    internal static void LogSoftmaxVjp<T>(ReadOnlySpan<T> probabilities, ReadOnlySpan<T> outputGradient, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double scale = RowMath.ScaleAgainstOverflow(outputGradient);
        CompensatedSum sumOfProbabilities = default;
        CompensatedSum sumOfGradients = default;
        for (int j = 0; j < probabilities.Length; j++)
        {
            sumOfProbabilities.Add(double.CreateTruncating(probabilities[j]));
            sumOfGradients.Add(scale * double.CreateTruncating(outputGradient[j]));
        }

        for (int j = 0; j < probabilities.Length; j++)
        {
            double p = double.CreateTruncating(probabilities[j]);
            double g = scale * double.CreateTruncating(outputGradient[j]);
            destination[j] = T.CreateTruncating(CompensatedSum.DifferenceOfProducts(g, sumOfProbabilities, p, sumOfGradients) / scale);
        }
    }

    /// <summary>The product with the Jacobian of softmax in each row.</summary>
    internal static void SoftmaxProductRows<T>(
        ReadOnlySpan<T> probabilities, ReadOnlySpan<T> vectors, int columnCount, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int start = 0; start < probabilities.Length; start += columnCount)
        {
            Span<T> row = destination.Slice(start, columnCount);
            SoftmaxProduct(probabilities.Slice(start, columnCount), vectors.Slice(start, columnCount), row);
        }
    }

    /// <summary>The vector-Jacobian product of log-softmax in each row.</summary>
    internal static void LogSoftmaxVjpRows<T>(
        ReadOnlySpan<T> probabilities, ReadOnlySpan<T> outputGradients, int columnCount, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int start = 0; start < probabilities.Length; start += columnCount)
        {
            Span<T> row = destination.Slice(start, columnCount);
            LogSoftmaxVjp(probabilities.Slice(start, columnCount), outputGradients.Slice(start, columnCount), row);
        }
    }

    private static void JacobianRow<T>(ReadOnlySpan<T> probabilities, int i, Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Widest.Is512) LaneDerivatives<T, Lanes512<T>>.JacobianRow(probabilities, i, row);
        else if (Widest.Is256) LaneDerivatives<T, Lanes256<T>>.JacobianRow(probabilities, i, row);
        else if (Widest.Is128) LaneDerivatives<T, Lanes128<T>>.JacobianRow(probabilities, i, row);
        else LaneDerivatives<T, OneLane<T>>.JacobianRow(probabilities, i, row);
    }

    /// <summary>By vectors, for rows of ordinary numbers that are at least a vector long; the mean of floats is rounded to float.</summary>
    private static bool TryProduct<T>(ReadOnlySpan<T> probabilities, ReadOnlySpan<T> vector, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widest.Is512 ? LaneDerivatives<T, Lanes512<T>>.TryProduct(probabilities, vector, destination)
        : Widest.Is256 ? LaneDerivatives<T, Lanes256<T>>.TryProduct(probabilities, vector, destination)
        : Widest.Is128 && LaneDerivatives<T, Lanes128<T>>.TryProduct(probabilities, vector, destination);
}
