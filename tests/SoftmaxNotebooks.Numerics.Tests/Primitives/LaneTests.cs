using System.Numerics;
using SoftmaxNotebooks.Benchmarks.Accuracy;

namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>The same for vectors of every width, also those that this machine has to put together from narrower ones.</summary>
public class LaneTests
{
    private const double Inf = double.PositiveInfinity;

    private delegate void Rows<T>(ReadOnlySpan<T> logits, int columnCount, Span<T> destination);

    [Fact]
    public void Floats_in_vectors_of_512_bits_are_right() => CheckAll<float, Lanes512<float>>();

    [Fact]
    public void Floats_in_vectors_of_256_bits_are_right() => CheckAll<float, Lanes256<float>>();

    [Fact]
    public void Floats_in_vectors_of_128_bits_are_right() => CheckAll<float, Lanes128<float>>();

    [Fact]
    public void Single_floats_are_right() => CheckAll<float, OneLane<float>>();

    [Fact]
    public void Doubles_in_vectors_of_512_bits_are_right()
    {
        CheckAll<double, Lanes512<double>>();
        ExponentsAreSplitOff<Lanes512<double>>();
        LogarithmsAreRight<Lanes512<double>>();
    }

    [Fact]
    public void Doubles_in_vectors_of_256_bits_are_right()
    {
        CheckAll<double, Lanes256<double>>();
        ExponentsAreSplitOff<Lanes256<double>>();
        LogarithmsAreRight<Lanes256<double>>();
    }

    [Fact]
    public void Doubles_in_vectors_of_128_bits_are_right()
    {
        CheckAll<double, Lanes128<double>>();
        ExponentsAreSplitOff<Lanes128<double>>();
        LogarithmsAreRight<Lanes128<double>>();
    }

    [Fact]
    public void Single_doubles_are_right()
    {
        CheckAll<double, OneLane<double>>();
        ExponentsAreSplitOff<OneLane<double>>();
        LogarithmsAreRight<OneLane<double>>();
    }

    // .ci/run sets it beside the switches of the runtime that take the wider ones away.
    [Fact]
    public void The_width_is_the_one_that_the_environment_asks_for()
    {
        string? expected = Environment.GetEnvironmentVariable("SOFTMAX_NOTEBOOKS_EXPECTED_WIDTH");
        Assert.SkipWhen(expected is null, "SOFTMAX_NOTEBOOKS_EXPECTED_WIDTH is not set.");
        int width = Widest.Is512 ? 512 : Widest.Is256 ? 256 : Widest.Is128 ? 128 : 0;
        Assert.Equal(expected, width.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void CheckAll<T, TLanes>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        RandomRowsAreWithin3Ulp<T, TLanes>();
        EdgeValuesFollowTheTable<T, TLanes>();
        NoRowInfluencesAnother<T, TLanes>();
        ProductsAreThoseOfTheFormula<T, TLanes>();
    }

    /// <summary>Expected: exact values, 300 bits in integers.</summary>
    private static void RandomRowsAreWithin3Ulp<T, TLanes>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        var random = new RandomRows(5);
        foreach (double scale in new[] { 1e-3, 1, 10, 80, 300 })
        {
            foreach (int length in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 64, 65, 100, 127, 128, 129, 131, 143, 257, 513, 601 })
            {
                T[] z = [.. random.Normal(length, scale).Select(T.CreateTruncating)];
                var exact = new ExactSoftmax([.. z.Select(double.CreateTruncating)]);
                T[] p = Apply<T>(LaneRows<T, TLanes>.SoftmaxRows, z, length);
                T[] l = Apply<T>(LaneRows<T, TLanes>.LogSoftmaxRows, z, length);
                T[] logSumExp = new T[1];
                LaneRows<T, TLanes>.LogSumExpRows(z, length, logSumExp);
                if (typeof(T) == typeof(double)) AssertWithin3Ulp(exact.LogSumExp, logSumExp[0], $"log-sum-exp, scale {scale}, {length} entries");
                for (int j = 0; j < length; j++)
                {
                    AssertWithin3Ulp(exact.Probability(j), p[j], $"softmax, scale {scale}, entry {j} of {length}");
                    AssertWithin3Ulp(exact.LogProbability(j), l[j], $"log-softmax, scale {scale}, entry {j} of {length}");
                }
            }
        }
    }

    private static void AssertWithin3Ulp<T>(BinaryNumber exact, T actual, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.True(T.IsFinite(actual), $"{what}: {actual}");
        BinaryNumber difference = BinaryNumber.FromDouble(double.CreateTruncating(actual)) - exact;
        if (difference.Significand.IsZero) return;
        bool isFloat = typeof(T) == typeof(float);
        int leastPlace = isFloat ? -149 : -1074;
        int lastPlace = exact.Significand.IsZero ? leastPlace : Math.Max(exact.Magnitude - (isFloat ? 23 : 52), leastPlace);
        double error = difference.InUnitsOf(lastPlace);
        Assert.True(error <= 3, FormattableString.Invariant($"{what}: {actual} is {error:0.00} ulp off"));
    }

    /// <summary>Expected: PyTorch's conventions, and the limits of the formula.</summary>
    private static void EdgeValuesFollowTheTable<T, TLanes>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        double largest = typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue;
        for (int length = 1; length < 140; length += length < 70 ? 1 : 23)
        {
            foreach (double special in new[] { double.NaN, BitConverter.Int64BitsToDouble(0x7FF8_0000_2000_0001), Inf })
            {
                for (int position = 0; position < length; position += 1 + (length / 5))
                {
                    T[] z = new T[length];
                    z[position] = T.CreateTruncating(special);
                    Assert.All(Apply<T>(LaneRows<T, TLanes>.SoftmaxRows, z, length), p => Assert.True(T.IsNaN(p)));
                    Assert.All(Apply<T>(LaneRows<T, TLanes>.LogSoftmaxRows, z, length), l => Assert.True(T.IsNaN(l)));
                }
            }

            T[] nothing = [.. Enumerable.Repeat(T.NegativeInfinity, length)];
            Assert.All(Apply<T>(LaneRows<T, TLanes>.SoftmaxRows, nothing, length), p => Assert.True(T.IsNaN(p)));

            foreach ((double top, double rest) in new[] { (0, -Inf), (3, -Inf), (largest, -largest), (-largest, -Inf), (1e4, -1e4), (30, -800) })
            {
                T[] z = [.. Enumerable.Repeat(T.CreateTruncating(rest), length)];
                z[length / 2] = T.CreateTruncating(top);
                T[] p = Apply<T>(LaneRows<T, TLanes>.SoftmaxRows, z, length);
                T[] l = Apply<T>(LaneRows<T, TLanes>.LogSoftmaxRows, z, length);
                for (int j = 0; j < length; j++)
                {
                    Assert.Equal(j == length / 2 ? T.One : T.Zero, p[j]);
                    Assert.Equal(j == length / 2 ? T.Zero : T.CreateTruncating(rest - top), l[j]);
                }
            }
        }
    }

    /// <summary>Short rows go together: beside any other rows each must have the bits that it has alone.</summary>
    private static void NoRowInfluencesAnother<T, TLanes>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        var random = new RandomRows(6);
        foreach (int columnCount in new[] { 1, 3, 4, 8, 10, 16, 21, 64, 65, 128, 129, 201 })
        {
            T[] z = [.. random.Normal(70 * columnCount, 8).Select(T.CreateTruncating)];
            z[5 * columnCount] = T.NaN;
            z[40 * columnCount] = T.CreateTruncating(1e5);
            z[(41 * columnCount) + columnCount - 1] = T.NegativeInfinity;
            foreach (Rows<T> rows in new Rows<T>[] { LaneRows<T, TLanes>.SoftmaxRows, LaneRows<T, TLanes>.LogSoftmaxRows })
            {
                T[] together = Apply(rows, z, columnCount);
                T[] alone = [.. z.Chunk(columnCount).SelectMany(row => Apply(rows, row, columnCount))];
                T[] inPlace = [.. z];
                rows(inPlace, columnCount, inPlace);
                // From the end, so that a row which writes beyond itself spoils one that is done.
                T[] aloneInPlace = [.. z];
                for (int start = z.Length - columnCount; start >= 0; start -= columnCount)
                    rows(aloneInPlace.AsSpan(start, columnCount), columnCount, aloneInPlace.AsSpan(start, columnCount));
                Assert.Equal(alone, together);
                Assert.Equal(together, inPlace);
                Assert.Equal(together, aloneInPlace);
            }

            T[] sums = new T[70];
            LaneRows<T, TLanes>.LogSumExpRows(z, columnCount, sums);
            for (int n = 0; n < sums.Length; n++)
            {
                T[] sum = new T[1];
                LaneRows<T, TLanes>.LogSumExpRows(z.AsSpan(n * columnCount, columnCount), columnCount, sum);
                Assert.Equal(sum[0], sums[n]);
            }
        }
    }

    /// <summary>Expected: the definition, x = m 2^k with m in [sqrt(1/2), sqrt(2)), at the bounds and their neighbours.</summary>
    private static void ExponentsAreSplitOff<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        double least = Math.Sqrt(0.5), end = 2 * least;
        foreach (double x in new[]
        {
            least, Math.BitIncrement(least), 1, Math.BitDecrement(end), end, Math.BitIncrement(end), 2, 3, 1023, Math.BitDecrement(1024 * end), 1e9,
            double.MaxValue,
        })
        {
            TLanes m = TLanes.SplitExponent(TLanes.Create(x), out TLanes k);
            double mantissa = TLanes.Maximum(m);
            Assert.True(mantissa >= least && mantissa < end, FormattableString.Invariant($"{x:R}: {mantissa:R}"));
            Assert.Equal(x, Math.ScaleB(mantissa, (int)TLanes.Maximum(k)));
        }
    }

    /// <summary>Expected: <see cref="RowMath.Log1p"/>, within an ulp of the exact value each; at every length of the span.</summary>
    private static void LogarithmsAreRight<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        double[] values = [0, 5e-324, 4e-18, 1e-9, 0.1, 0.3, 0.41421356237309503, 0.5, 0.9, 1, 1.5, 2.75, 9, 31, 1e4, 2147483647];
        for (int length = 0; length <= (2 * TLanes.Count) + 1; length++)
        {
            for (int first = 0; first < values.Length; first++)
            {
                double[] x = [.. Enumerable.Range(0, length).Select(i => values[(first + i) % values.Length])];
                double[] expected = [.. x.Select(RowMath.Log1p)];
                if (length > 1) (x[^1], expected[^1]) = (double.NaN, double.NaN);
                LaneLogarithm<TLanes>.Log1p(x);
                Ulp.AssertWithin(2, expected[..Math.Max(0, length - 1)], x[..Math.Max(0, length - 1)]);
                if (length > 1) Assert.Equal(double.NaN, x[^1]);
            }
        }
    }

    /// <summary>Expected: p[j] (g[j] - sum of p g) and -p[i] p[j] in double, where the terms are of one size.</summary>
    private static void ProductsAreThoseOfTheFormula<T, TLanes>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        var random = new RandomRows(7);
        double unit = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        for (int length = 1; length < 700; length += length < 70 ? 1 : 97)
        {
            T[] p = Apply<T>(LaneRows<T, TLanes>.SoftmaxRows, [.. random.Normal(length, 2).Select(T.CreateTruncating)], length);
            T[] g = [.. random.Normal(length, 3).Select(T.CreateTruncating)];
            T[] dz = new T[length];
            double[] inDouble = [.. p.Select(double.CreateTruncating)];
            double[] gradient = [.. g.Select(double.CreateTruncating)];
            double mean = inDouble.Zip(gradient, (a, b) => a * b).Sum();
            if (LaneDerivatives<T, TLanes>.TryProduct(p, g, dz))
            {
                for (int j = 0; j < length; j++)
                    Assert.Equal(inDouble[j] * (gradient[j] - mean), double.CreateTruncating(dz[j]), 60 * unit * inDouble[j]);
            }
            else
            {
                Assert.True(length < TLanes.Count);
            }

            T[] row = new T[length];
            LaneDerivatives<T, TLanes>.JacobianRow(p, length / 2, row);
            Assert.Equal([.. p.Select(x => (-p[length / 2] * x) + T.Zero)], row);
        }
    }

    private static T[] Apply<T>(Rows<T> rows, T[] logits, int columnCount)
    {
        T[] result = new T[logits.Length];
        rows(logits, columnCount, result);
        return result;
    }
}
