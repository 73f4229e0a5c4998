using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A sum that keeps what each addition rounds off: its value is High + Low, with about 32 digits.</summary>
/// <remarks>
/// Source: T. J. Dekker, "A floating-point technique for extending the available precision", doi 10.1007/BF01397083; D. E. Knuth's TwoSum.
/// </remarks>
/// <param name="high">The sum as it was rounded.</param>
/// <param name="low">What rounding took from it.</param>
internal struct CompensatedSum(double high, double low)
{
    /// <summary>The sum as it was rounded after each addition.</summary>
    public double High { get; private set; } = high;

    /// <summary>What rounding took from it.</summary>
    public double Low { get; private set; } = low;

    /// <summary>The sum, rounded once.</summary>
    public readonly double Value => High + Low;

    /// <summary>Adds a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // A call inside a loop would take the registers from it.
    public void Add(double value)
    {
        double sum = High + value;
        double part = sum - High;
        double error = (High - (sum - part)) + (value - part);
        High = sum;
        // An infinite sum rounds nothing off, but inf - inf would say NaN.
        Low = double.IsFinite(sum) ? Low + error : 0;
    }

    /// <summary>Adds what another sum has kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in CompensatedSum other)
    {
        Add(other.High);
        Low += other.Low;
    }

    /// <summary>a A - b B, where the products are not rounded before they are subtracted.</summary>
    /// <remarks>Sums over j of a[j] B - b[j] A, with A the sum of all a and B the sum of all b, are 0: this keeps them so.</remarks>
    public static double DifferenceOfProducts(double a, in CompensatedSum sumOfB, double b, in CompensatedSum sumOfA)
    {
        double first = a * sumOfB.High;
        double second = b * sumOfA.High;
        if (!double.IsFinite(first) || !double.IsFinite(second)) return first - second;

        double rounded = Math.FusedMultiplyAdd(a, sumOfB.High, -first) - Math.FusedMultiplyAdd(b, sumOfA.High, -second);
        return (first - second) + (rounded + ((a * sumOfB.Low) - (b * sumOfA.Low)));
    }
}
