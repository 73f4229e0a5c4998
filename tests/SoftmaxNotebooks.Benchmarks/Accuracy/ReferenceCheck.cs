using System.Numerics;

namespace SoftmaxNotebooks.Benchmarks.Accuracy;

/// <summary>Whether the exact values are what mpmath 1.2.1 computes of the same rows, at 2,000 bits, to 50 digits.</summary>
internal static class ReferenceCheck
{
    private const int Digits = 50;

    private static readonly double[] Row = [0.1, -3.25, 80.5, 79, -200.125];

    private static readonly string[] Probabilities =
    [
        "9.89124546843984780849429265563054796136017926538171662615344e-36",
        "3.47027958513122351575277503893670094003730275132504105493108e-37",
        "0.817574476193643659607217178656248239175689809412529026893042",
        "0.182425523806356340392782821343751750586036763634500813037388",
        "1.09304575185692268763505883296637083113314856761099390300019e-122",
    ];

    private static readonly string[] LogProbabilities =
    [
        "-80.6014132779827524039483676859313084133745137154494076072991",
        "-83.9514132779827524094994828090570911154926720559035091697991",
        "-0.201413277982752409499482809057091115492672055903509169799105",
        "-1.7014132779827524094994828090570911154926720559035091697991",
        "-280.826413277982752409499482809057091115492672055903509169799",
    ];

    private const string LogSumExp = "80.7014132779827524094994828090570911154926720559035091697991";

    /// <summary>log of the greater probability of [100, -300], where what is added to 1 is too small for any fixed number of bits.</summary>
    private const string LogNearOne = "-1.91516959671400569501983977865426435074209277622244768155108e-174";

    /// <exception cref="InvalidOperationException">They are not.</exception>
    public static void Run()
    {
        var exact = new ExactSoftmax(Row);
        for (int j = 0; j < Row.Length; j++)
        {
            Compare(exact.Probability(j), Probabilities[j]);
            Compare(exact.LogProbability(j), LogProbabilities[j]);
        }

        Compare(exact.LogSumExp, LogSumExp);
        Compare(new ExactSoftmax([100, -300]).LogProbability(0), LogNearOne);
    }

    private static void Compare(BinaryNumber computed, string expected)
    {
        // computed = s 2^e and expected = d 10^k, both as fractions of integers.
        string[] parts = expected.Split('e');
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        int k = (parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 0) - (parts[0].Length - point - 1);
        var d = BigInteger.Parse(parts[0].Remove(point, 1), System.Globalization.CultureInfo.InvariantCulture);
        BigInteger left = computed.Significand * Power(10, -k) * Power(2, computed.Exponent);
        BigInteger right = d * Power(10, k) * Power(2, -computed.Exponent);
        if (BigInteger.Abs(left - right) * BigInteger.Pow(10, Digits) > BigInteger.Abs(right))
            throw new InvalidOperationException($"The reference is not {expected}, which mpmath computes.");
    }

    private static BigInteger Power(int number, int exponent) => exponent > 0 ? BigInteger.Pow(number, exponent) : BigInteger.One;
}
