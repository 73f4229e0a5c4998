using System.Numerics;

namespace SoftmaxNotebooks.Benchmarks.Accuracy;

/// <summary>Significand · 2^Exponent, exactly.</summary>
internal readonly record struct BinaryNumber(BigInteger Significand, int Exponent)
{
    public static BinaryNumber One { get; } = new(BigInteger.One, 0);

    /// <summary>Where the highest bit stands; the number is not 0.</summary>
    public int Magnitude => (int)BigInteger.Abs(Significand).GetBitLength() - 1 + Exponent;

    /// <summary>The value of a finite double.</summary>
    public static BinaryNumber FromDouble(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int biased = (int)((bits >> 52) & 0x7FF);
        long fraction = bits & 0xF_FFFF_FFFF_FFFF, significand = biased == 0 ? fraction : fraction | (1L << 52);
        return new BinaryNumber(bits < 0 ? -significand : significand, Math.Max(biased, 1) - 1075);
    }

    public static BinaryNumber operator +(BinaryNumber a, BinaryNumber b)
    {
        int exponent = Math.Min(a.Exponent, b.Exponent);
        return new BinaryNumber(a.WithExponent(exponent) + b.WithExponent(exponent), exponent);
    }

    public static BinaryNumber operator -(BinaryNumber a) => new(-a.Significand, a.Exponent);

    public static BinaryNumber operator -(BinaryNumber a, BinaryNumber b) => a + -b;

    /// <summary>The significand at another exponent; what lies below it is cut off.</summary>
    public BigInteger WithExponent(int exponent)
        => Exponent >= exponent ? Significand << (Exponent - exponent) : Significand >> (exponent - Exponent);

    /// <summary>|this| / 2^exponent, rounded as a double is.</summary>
    public double InUnitsOf(int exponent)
    {
        // Enough bits for a double, and few enough that it holds them.
        int shift = Math.Max(0, Magnitude - exponent - 100);
        return Math.ScaleB((double)BigInteger.Abs(new BinaryNumber(Significand, Exponent).WithExponent(exponent - 60 + shift)), shift - 60);
    }
}
