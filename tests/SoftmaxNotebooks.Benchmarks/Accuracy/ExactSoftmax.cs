using System.Numerics;

namespace SoftmaxNotebooks.Benchmarks.Accuracy;

/// <summary>Softmax, log-softmax and log-sum-exp of a row to 300 bits, in integers: no rounding of a processor touches them.</summary>
/// <remarks>
/// Symbols: z logits, m their maximum, t the sum of exp(z[k] - m) over the entries other than one maximum, L = log(1 + t).
/// Then p[j] = exp(z[j] - m) / (1 + t), log p[j] = z[j] - m - L, and log-sum-exp is m + L. The terms of t differ in size
/// by any factor: they are added exactly, and L of a tiny t is that of its series.
/// </remarks>
internal sealed class ExactSoftmax
{
    /// <summary>Behind the binary point; some of them go to roundings, and more than 300 stay.</summary>
    private const int FractionBits = 320;

    /// <summary>exp(r) = exp(r / 2^8)^(2^8): the series of the smaller number has half as many terms.</summary>
    private const int HalvingCount = 8;

    private static readonly BigInteger One = BigInteger.One << FractionBits;
    private static readonly BigInteger LogOf2 = ComputeLogOf2();

    private readonly BinaryNumber[] _shifted;
    private readonly BinaryNumber[] _exponentials;
    private readonly BinaryNumber _maximum, _sum, _log;

    public ExactSoftmax(ReadOnlySpan<double> logits)
    {
        double maximum = double.NegativeInfinity;
        foreach (double logit in logits) maximum = Math.Max(maximum, logit);
        _maximum = BinaryNumber.FromDouble(maximum);
        (_shifted, _exponentials) = (new BinaryNumber[logits.Length], new BinaryNumber[logits.Length]);
        BinaryNumber sum = new(BigInteger.Zero, 0);
        for (int j = 0; j < logits.Length; j++)
        {
            _shifted[j] = BinaryNumber.FromDouble(logits[j]) - _maximum;
            _exponentials[j] = Exp(_shifted[j]);
            sum += _exponentials[j];
        }

        _sum = sum;
        _log = Log1P(sum - BinaryNumber.One);
    }

    public BinaryNumber LogSumExp => _maximum + _log;

    public BinaryNumber Probability(int j)
    {
        BinaryNumber numerator = _exponentials[j];
        return new BinaryNumber((numerator.Significand << FractionBits) / _sum.WithExponent(-FractionBits), numerator.Exponent);
    }

    public BinaryNumber LogProbability(int j) => _shifted[j] - _log;

    /// <summary>exp(x) = 2^k exp(r), 0 ≤ r &lt; log 2</summary>
    private static BinaryNumber Exp(BinaryNumber x)
    {
        BigInteger value = x.WithExponent(-FractionBits);
        var k = BigInteger.Divide(value - (value.Sign < 0 ? LogOf2 - 1 : 0), LogOf2);
        return new BinaryNumber(ExpOfReduced(value - (k * LogOf2)), (int)k - FractionBits);
    }

    private static BigInteger ExpOfReduced(BigInteger r)
    {
        r >>= HalvingCount;
        BigInteger sum = One, term = One;
        for (int n = 1; !term.IsZero; n++)
        {
            term = ((term * r) >> FractionBits) / n;
            sum += term;
        }

        for (int i = 0; i < HalvingCount; i++) sum = (sum * sum) >> FractionBits;
        return sum;
    }

    /// <summary>log(1 + t), t ≥ 0</summary>
    private static BinaryNumber Log1P(BinaryNumber t)
    {
        if (t.Significand.IsZero) return t;

        // t - t²/2 + t³/3 - t⁴/4: the next term is smaller by 2^320 than the first.
        if (t.Magnitude < -80)
        {
            BinaryNumber x = new(t.WithExponent(t.Magnitude - FractionBits), t.Magnitude - FractionBits);
            BinaryNumber x2 = Product(x, x), x3 = Product(x2, x);
            return x - Quotient(x2, 2) + Quotient(x3, 3) - Quotient(Product(x2, x2), 4);
        }

        // Halley's step, y + 2 (s - exp y) / (s + exp y), triples the digits: 50 bits, 150, 450.
        BigInteger s = (BinaryNumber.One + t).WithExponent(-FractionBits);
        BigInteger y = BinaryNumber.FromDouble(Math.Log(Math.ScaleB((double)(s >> (FractionBits - 60)), -60))).WithExponent(-FractionBits);
        for (int i = 0; i < 3; i++)
        {
            BigInteger exponential = Exp(new BinaryNumber(y, -FractionBits)).WithExponent(-FractionBits);
            y += ((s - exponential) << (FractionBits + 1)) / (s + exponential);
        }

        return new BinaryNumber(y, -FractionBits);
    }

    private static BinaryNumber Product(BinaryNumber a, BinaryNumber b)
        => new((a.Significand * b.Significand) >> FractionBits, a.Exponent + b.Exponent + FractionBits);

    private static BinaryNumber Quotient(BinaryNumber a, int divisor) => new(a.Significand / divisor, a.Exponent);

    /// <summary>log 2 = sum over n ≥ 1 of 1 / (n 2^n)</summary>
    private static BigInteger ComputeLogOf2()
    {
        const int GuardBits = 16;
        BigInteger sum = BigInteger.Zero;
        for (int n = 1; n <= FractionBits + GuardBits; n++) sum += (BigInteger.One << (FractionBits + GuardBits - n)) / n;
        return sum >> GuardBits;
    }
}
