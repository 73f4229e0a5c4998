using System.Numerics;

namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>Products with the Jacobian in rows of several blocks, whose largest probability is found on the way.</summary>
/// <remarks>
/// Expected: the product in double, one entry after another, from the same probabilities; see
/// <see cref="DerivativePropertyTests"/> and the reference cases for what that is compared with.
/// </remarks>
public class LaneDerivativesTests
{
    private const int Length = 5123;

    public static TheoryData<int> TopPositions => [0, 1, 511, 512, 1023, 1024, 2600, Length - 9, Length - 1];

    [Theory]
    [MemberData(nameof(TopPositions))]
    public void A_saturated_row_keeps_its_digits_wherever_its_top_is(int top)
    {
        var random = new RandomRows(31);
        double[] logits = random.Normal(Length, 3);
        logits[top] = 60;
        // Far from 0: a gradient that is not measured from that of the top has lost 4 digits.
        float[] g = [.. random.Normal(Length).Select(x => (float)(x + 1e4))];
        AssertAllWidths(Probabilities(logits), g);
    }

    [Fact]
    public void Every_block_may_have_a_larger_probability_than_all_before()
    {
        var random = new RandomRows(32);
        float[] g = [.. random.Normal(Length, 100).Select(x => (float)x)];
        AssertAllWidths(Probabilities([.. random.Normal(Length, 3).Order()]), g);
        AssertAllWidths(Probabilities([.. random.Normal(Length, 3).OrderDescending()]), g);
        AssertAllWidths(Probabilities([.. Enumerable.Range(0, Length).Select(j => 0.02 * j)]), g);
    }

    [Fact]
    public void Equal_probabilities_are_all_the_largest()
    {
        float[] g = [.. new RandomRows(33).Normal(Length).Select(x => (float)x)];
        AssertAllWidths([.. Enumerable.Repeat(1f / Length, Length)], g);
    }

    [Fact]
    public void A_constant_gradient_gives_exactly_0()
    {
        var random = new RandomRows(34);
        float[] p = Probabilities([.. random.Normal(Length, 3).Order()]), dz = new float[Length];
        SoftmaxPrimitives.SoftmaxVjp(p, [.. Enumerable.Repeat(0.1f, Length)], dz);
        Assert.All(dz, x => Assert.Equal(0, x));
    }

    [Fact]
    public void In_place_in_either_input_gives_the_same_bits()
    {
        var random = new RandomRows(35);
        foreach (int length in new[] { 8, 9, 23, 64, 529, 2047, 2060, Length })
        {
            float[] p = Probabilities(random.Normal(length, 3));
            float[] g = [.. random.Normal(length).Select(x => (float)x)];
            float[] expected = new float[length];
            SoftmaxPrimitives.SoftmaxVjp(p, g, expected);
            foreach (int offset in new[] { 0, 1, 5 })
            {
                // At other addresses the vectors between the ends are others.
                float[] room = new float[length + offset];
                Span<float> inPlace = room.AsSpan(offset);
                p.CopyTo(inPlace);
                SoftmaxPrimitives.SoftmaxVjp(inPlace, g, inPlace);
                Assert.Equal(expected, inPlace);
                g.CopyTo(inPlace);
                SoftmaxPrimitives.SoftmaxVjp(p, inPlace, inPlace);
                Assert.Equal(expected, inPlace);
            }
        }
    }

    [Fact]
    public void A_gradient_that_overflows_from_a_later_anchor_only_is_as_in_double()
    {
        float[] p = new float[Length], g = new float[Length], dz = new float[Length];
        (p[0], p[3000]) = (1e-30f, 1);
        (g[0], g[1], g[3000]) = (3e38f, 3e38f, -3e38f);
        SoftmaxPrimitives.SoftmaxVjp(p, g, dz);
        Assert.Equal(6e8, dz[0], 60.0);
        Assert.Equal(-6e8, dz[3000], 60.0);
        // 0 times what a float cannot hold.
        Assert.Equal(0, dz[1]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_special_gradient_anywhere_shows_in_every_entry(float special)
    {
        foreach (int position in new[] { 0, 700, Length - 1 })
        {
            float[] p = [.. Enumerable.Repeat(1f / Length, Length)], g = new float[Length], dz = new float[Length];
            g[position] = special;
            SoftmaxPrimitives.SoftmaxVjp(p, g, dz);
            Assert.All(dz, x => Assert.False(float.IsFinite(x)));
            g[position] = 1;
            p[position] = float.NaN;
            SoftmaxPrimitives.SoftmaxVjp(p, g, dz);
            Assert.All(dz, x => Assert.True(float.IsNaN(x)));
        }
    }

    [Fact]
    public void A_probability_that_is_NaN_is_noticed_at_every_place()
    {
        float[] p = [.. Enumerable.Repeat(1f / Length, Length)], g = [.. Enumerable.Repeat(1f, Length)], dz = new float[Length];
        for (int position = 0; position < Length; position++)
        {
            p[position] = float.NaN;
            Assert.False(LaneDerivatives<float, Lanes512<float>>.TryProduct(p, g, dz));
            Assert.False(LaneDerivatives<float, Lanes256<float>>.TryProduct(p, g, dz));
            Assert.False(LaneDerivatives<float, Lanes128<float>>.TryProduct(p, g, dz));
            Assert.False(LaneDerivatives<float, OneLane<float>>.TryProduct(p, g, dz));
            p[position] = 1f / Length;
        }

        Assert.All(dz, x => Assert.Equal(0, x));
    }

    [Fact]
    public void Doubles_have_the_bits_of_one_term_after_another_with_vectors_of_any_width()
    {
        var random = new RandomRows(36);
        foreach (int length in new[] { 8, 9, 10, 23, 64, 529, Length })
        {
            double[] p = new double[length], g = random.Normal(length, 100), expected = new double[length];
            SoftmaxPrimitives.Softmax(random.Normal(length, 3), p);
            // Two of the largest: the first is the anchor.
            p[^1] = p[length / 3] = p.Max();
            double anchor = g[Array.IndexOf(p, p.Max())], mean = 0;
            for (int j = 0; j < length; j++) mean += p[j] * (g[j] - anchor);
            for (int j = 0; j < length; j++) expected[j] = p[j] * ((g[j] - anchor) - mean);

            Assert.Equal(expected, Product<Lanes512<double>>(p, g));
            Assert.Equal(expected, Product<Lanes256<double>>(p, g));
            Assert.Equal(expected, Product<Lanes128<double>>(p, g));
            Assert.Equal(expected, Product<OneLane<double>>(p, g));
            double[] ofLibrary = new double[length];
            SoftmaxPrimitives.SoftmaxVjp(p, g, ofLibrary);
            Assert.Equal(expected, ofLibrary);
        }

        static double[] Product<TLanes>(double[] p, double[] g)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            double[] dz = [.. g];
            Assert.True(LaneDerivatives<double, TLanes>.TryProduct(p, dz, dz));
            return dz;
        }
    }

    private static float[] Probabilities(double[] logits)
    {
        double[] p = new double[logits.Length];
        SoftmaxPrimitives.Softmax(logits, p);
        return [.. p.Select(x => (float)x)];
    }

    private static void AssertAllWidths(float[] p, float[] g)
    {
        AssertProduct<Lanes512<float>>(p, g);
        AssertProduct<Lanes256<float>>(p, g);
        AssertProduct<Lanes128<float>>(p, g);
        AssertProduct<OneLane<float>>(p, g);
    }

    private static void AssertProduct<TLanes>(float[] p, float[] g)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        double[] pInDouble = [.. p.Select(x => (double)x)], expected = new double[p.Length];
        SoftmaxPrimitives.SoftmaxVjp(pInDouble, [.. g.Select(x => (double)x)], expected);
        float[] dz = new float[p.Length];
        Assert.True(LaneDerivatives<float, TLanes>.TryProduct(p, g, dz));

        // What rounding the terms of the mean to float may cost, and the gradient measured from that of the top.
        float anchor = g[Array.IndexOf(p, p.Max())];
        double ofMean = p.Zip(g, (x, y) => (double)x * Math.Abs(y - anchor)).Sum();
        for (int j = 0; j < p.Length; j++)
        {
            double tolerance = 4 * Math.ScaleB(1, -24) * p[j] * (ofMean + Math.Abs(g[j] - anchor));
            Assert.Equal(expected[j], dz[j], tolerance + float.Epsilon);
        }
    }
}
