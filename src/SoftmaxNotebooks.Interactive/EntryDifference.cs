namespace SoftmaxNotebooks.Interactive;

/// <summary>How far two doubles at one place of two matrices are apart.</summary>
/// <param name="Output">The row.</param>
/// <param name="Input">The column.</param>
/// <param name="A">The entry of the first matrix.</param>
/// <param name="B">The entry of the second.</param>
public readonly record struct EntryDifference(int Output, int Input, double A, double B)
{
    /// <summary>|A - B|; 0 for the same infinity, +∞ where it is beyond the largest double, NaN if one is NaN.</summary>
    public double Absolute => Math.Abs(Subtract(A, B));

    /// <summary>|A - B| / max(|A|, |B|), from 0 to 2; NaN if one of the two is not finite and they differ.</summary>
    public double Relative
    {
        get
        {
            if (A == B) return 0;
            // The difference of two finite doubles may be beyond the largest one; that of their halves never is.
            double scale = double.IsInfinity(Absolute) ? 0.5 : 1;
            return Math.Abs((scale * A) - (scale * B)) / (scale * Math.Max(Math.Abs(A), Math.Abs(B)));
        }
    }

    /// <summary>
    /// How many steps from one double to the next lie between A and B: units in the last place, as far as these are alike. 0 for 0 and -0;
    /// none if one is NaN.
    /// </summary>
    public ulong? UlpDistance
    {
        get
        {
            if (double.IsNaN(A) || double.IsNaN(B)) return null;
            (long a, long b) = (Rank(A), Rank(B));
            return a > b ? (ulong)a - (ulong)b : (ulong)b - (ulong)a;
        }
    }

    internal static double Subtract(double a, double b) => a == b ? 0 : a - b;

    // The bits of a double are in the order of its magnitude; with the sign applied they are in the order of the numbers.
    private static long Rank(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        return bits >= 0 ? bits : long.MinValue - bits;
    }
}
