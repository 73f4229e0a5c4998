namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

public class MaskAndTemperatureTests
{
    private const double Inf = double.PositiveInfinity;

    public static TheoryData<double> BadTemperatures => [0, -0.0, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Fact]
    public void Kept_entries_are_those_of_the_row_without_the_masked_ones()
    {
        var random = new RandomRows(7);
        for (int row = 0; row < 2000; row++)
        {
            double[] z = [.. random.Logits(random.Length(1, 40))];
            bool[] mask = random.Mask(z.Length);
            double[] kept = [.. z.Where((_, j) => mask[j])];

            double[] p = z.Softmax(mask: mask);
            double[] l = z.LogSoftmax(mask: mask);

            // The same up to the order in which the exponentials are added.
            Ulp.AssertWithin(4, kept.Softmax(), p.Where((_, j) => mask[j]));
            Ulp.AssertWithin(4, kept.LogSoftmax(), l.Where((_, j) => mask[j]));
            Assert.All(p.Where((_, j) => !mask[j]), x => Assert.Equal(0, x));
            Assert.All(l.Where((_, j) => !mask[j]), x => Assert.Equal(-Inf, x));
            Assert.Equal(kept.LogSumExp(), z.LogSumExp(mask));
        }
    }

    // JAX's convention for jax.nn.softmax and log_softmax with where=False everywhere, tested there.
    [Fact]
    public void A_fully_masked_row_has_probabilities_0_and_log_probabilities_minus_infinity()
    {
        double[] z = [1, 2, 3];
        bool[] none = [false, false, false];

        Assert.Equal([0, 0, 0], z.Softmax(mask: none));
        Assert.Equal([-Inf, -Inf, -Inf], z.LogSoftmax(mask: none));
        Assert.Equal(-Inf, z.LogSumExp(none));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.MaxValue)]
    public void A_masked_entry_has_no_influence_whatever_it_is(double masked)
    {
        double[] z = [1, masked, 2];
        bool[] mask = [true, false, true];

        Ulp.AssertWithin(2, [0.2689414213699951, 0, 0.7310585786300049], z.Softmax(mask: mask));
        Assert.Equal(new double[] { 1, 2 }.LogSumExp(), z.LogSumExp(mask));
    }

    [Fact]
    public void A_masked_entry_stays_masked_beside_a_NaN()
    {
        double[] z = [double.NaN, 1];
        bool[] mask = [true, false];

        Assert.Equal([double.NaN, 0], z.Softmax(mask: mask));
        Assert.Equal([double.NaN, -Inf], z.LogSoftmax(mask: mask));
    }

    [Fact]
    public void A_mask_of_another_length_is_refused_and_the_destination_untouched()
    {
        double[] destination = [7, 7, 7];
        double[] z = [1, 2, 3];
        bool[] mask = [true];

        Assert.Throws<ArgumentException>(() => SoftmaxPrimitives.Softmax(z, mask, destination));
        Assert.Throws<ArgumentException>(() => SoftmaxPrimitives.LogSoftmax(z, mask, destination));
        Assert.Throws<ArgumentException>(() => SoftmaxPrimitives.LogSumExpRows(z, 1, mask, destination));
        Assert.Throws<ArgumentException>(() => SoftmaxPrimitives.LogSumExp(z, mask));
        Assert.Throws<ArgumentException>(() => z.Softmax(mask: mask));
        Assert.Throws<ArgumentException>(() => z.Softmax(mask: []));
        Assert.Equal([7, 7, 7], destination);
    }

    [Fact]
    public void A_temperature_divides_the_logits()
    {
        var random = new RandomRows(11);
        for (int row = 0; row < 2000; row++)
        {
            double[] z = [.. random.Logits(random.Length(1, 40))];

            // A power of two: z / T is exact. With a temperature (z - m) / T is rounded, by up to half a unit of that exponent.
            double temperature = Math.ScaleB(1, random.Length(-8, 8));
            double[] divided = [.. z.Select(x => x / temperature)];
            double spread = divided.Max() - divided.Min();

            Ulp.AssertWithin(4 + (long)Math.Min(spread, 745), divided.Softmax(), z.Softmax(temperature));
            Ulp.AssertWithin(4 + (long)Math.Min(spread, 745), divided.LogSoftmax(), z.LogSoftmax(temperature));
        }
    }

    [Fact]
    public void A_low_temperature_picks_the_maximum_and_a_high_one_forgets_the_logits()
    {
        double[] z = [1, 3, 2];

        Assert.Equal([0, 1, 0], z.Softmax(double.Epsilon));
        Assert.All(z.Softmax(double.MaxValue), p => Assert.Equal(1.0 / 3, p));
    }

    [Fact]
    public void Logits_that_only_a_temperature_brings_together_do_not_overflow_on_the_way()
    {
        // 1e308 / 1e308 = 1, so these are the logits [1, -1]: softmax [0.8807970779778823, 0.11920292202211756] (1 / (1 + e^-2), mpmath).
        double[] p = new[] { 1e308, -1e308 }.Softmax(temperature: 1e308);

        Assert.Equal(0.8807970779778823, p[0], 1e-15);
        Assert.Equal(0.11920292202211756, p[1], 1e-15);
    }

    [Theory]
    [MemberData(nameof(BadTemperatures))]
    public void A_temperature_that_is_not_positive_and_finite_is_refused_and_the_destination_untouched(double temperature)
    {
        double[] destination = [7, 7];
        float[] floatDestination = [7, 7];
        Action[] calls =
        [
            () => SoftmaxPrimitives.Softmax([1, 2], destination, temperature),
            () => SoftmaxPrimitives.LogSoftmax([1, 2], destination, temperature),
            () => SoftmaxPrimitives.SoftmaxRows([1, 2], 1, [true, true], destination, temperature),
            () => SoftmaxPrimitives.LogSoftmaxRows([1, 2], 1, [true, true], destination, temperature),
            () => SoftmaxPrimitives.Softmax([1, 2], floatDestination, (float)temperature),
            () => new double[] { 1, 2 }.Softmax(temperature),
        ];

        foreach (Action call in calls)
        {
            var exception = Assert.Throws<ArgumentOutOfRangeException>(call);
            Assert.Contains(FormattableString.Invariant($"temperature is {temperature}"), exception.Message, StringComparison.Ordinal);
            Assert.Contains("greater than 0 and finite", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal([7, 7], destination);
        Assert.Equal([7, 7], floatDestination);
    }
}
