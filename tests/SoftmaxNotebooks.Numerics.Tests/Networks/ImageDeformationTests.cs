using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

public class ImageDeformationTests
{
    private const int Side = 28;

    private static readonly ImageAugmentation None = new() { ShiftPixels = 0, RotationDegrees = 0, ElasticStrength = 0 };

    [Fact]
    public void Without_a_deformation_the_image_stays_as_it_is()
    {
        float[] image = [.. new RandomRows(1).Normal(Side * Side).Select(value => (float)value)];

        Assert.Equal(image, Deformed(image, None, seed: 1));
    }

    [Fact]
    public void A_shift_moves_a_dot_by_at_most_its_limit_and_keeps_its_mass()
    {
        var places = new List<(double X, double Y)>();
        for (int seed = 0; seed < 200; seed++)
        {
            (double mass, double x, double y) = Moments(Deformed(Dot(14, 14), None with { ShiftPixels = 3 }, seed));

            Assert.Equal(1, mass, 1e-5);
            places.Add((x - 14, y - 14));
        }

        Assert.All(places, place => Assert.True(Math.Abs(place.X) <= 3.001 && Math.Abs(place.Y) <= 3.001));

        // Uniform within the limit: of 200 some come near to it on each side.
        Assert.InRange(places.Max(place => place.X), 2.7, 3.001);
        Assert.InRange(places.Min(place => place.Y), -3.001, -2.7);
    }

    [Fact]
    public void A_rotation_keeps_the_distance_from_the_centre()
    {
        // A dot of 2 × 2 pixels on the axis, 8 pixels from the centre at (13.5, 13.5).
        float[] image = [.. Dot(21, 13).Zip(Dot(21, 14), (a, b) => a + b).Zip(Dot(22, 13), (a, b) => a + b).Zip(Dot(22, 14), (a, b) => a + b)];
        double largest = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            (_, double x, double y) = Moments(Deformed(image, None with { RotationDegrees = 30 }, seed));
            double angle = Math.Atan2(y - 13.5, x - 13.5) * 180 / Math.PI;

            Assert.InRange(Math.Sqrt(((x - 13.5) * (x - 13.5)) + ((y - 13.5) * (y - 13.5))), 7.8, 8.2);
            Assert.InRange(Math.Abs(angle), 0, 31);
            largest = Math.Max(largest, Math.Abs(angle));
        }

        Assert.InRange(largest, 25, 31);
    }

    [Fact]
    public void Elastic_displacements_have_the_size_that_follows_from_strength_and_smoothness()
    {
        // In an image whose pixels are their own column, a pixel shows the column that it was taken from. A sum of uniform numbers, of
        // variance α²/3 each, with the weights of a Gaussian, whose squares sum to 1/(4πσ²), has the standard deviation α / (σ √(12π)).
        float[] columns = [.. Enumerable.Range(0, Side * Side).Select(p => (float)(p % Side))];
        const int Middle = (14 * Side) + 14;
        double squares = 0;
        const int Count = 2000;
        for (int seed = 0; seed < Count; seed++)
        {
            float[] deformed = Deformed(columns, None with { ElasticStrength = 34, ElasticSmoothness = 4 }, seed);
            squares += (deformed[Middle] - 14) * (deformed[Middle] - 14);

            // Smooth: beside a pixel lies, nearly, what lay beside it. The difference has a standard deviation of 1.4 / (√2 · 4) = 0.25.
            Assert.InRange(deformed[Middle + 1] - deformed[Middle], 1 - 1.5, 1 + 1.5);
        }

        // The sample deviation of 2000 is right to 1/√4000 = 1.6 %.
        double expected = 34 / (4 * Math.Sqrt(12 * Math.PI));
        Assert.InRange(Math.Sqrt(squares / Count), 0.94 * expected, 1.06 * expected);
    }

    [Fact]
    public void Each_epoch_and_each_example_has_its_own_deformation_and_always_the_same()
    {
        float[] image = [.. new RandomRows(1).Normal(Side * Side).Select(value => (float)value)];
        float[] Of(int seed, int epoch, int example)
        {
            float[] result = new float[Side * Side];
            new ImageDeformation(new ImageAugmentation(), Side * Side).Apply(image, result, RandomStream.Deformation(seed, epoch, example));
            return result;
        }

        Assert.Equal(Of(1, 2, 3), Of(1, 2, 3));
        Assert.NotEqual(Of(1, 2, 3), Of(1, 3, 2));
        Assert.NotEqual(Of(1, 2, 3), Of(1, 2, 4));
        Assert.NotEqual(Of(1, 2, 3), Of(2, 2, 3));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1000)]
    public void At_the_limits_of_smoothness_an_image_is_still_there(double smoothness)
    {
        float[] image = [.. Enumerable.Repeat(1f, Side * Side)];

        float[] deformed = Deformed(image, None with { ElasticStrength = 0.5, ElasticSmoothness = smoothness }, seed: 1);

        // No displacement is above half a pixel, so that an even image changes at its border alone.
        for (int y = 1; y < Side - 1; y++)
        {
            for (int x = 1; x < Side - 1; x++) Assert.Equal(1, deformed[(y * Side) + x], 1e-6);
        }
    }

    private static float[] Deformed(float[] image, ImageAugmentation augmentation, int seed)
    {
        float[] result = new float[image.Length];
        new ImageDeformation(augmentation, image.Length).Apply(image, result, RandomStream.Deformation(seed, 1, 0));
        return result;
    }

    private static float[] Dot(int x, int y)
    {
        float[] image = new float[Side * Side];
        image[(y * Side) + x] = 1;
        return image;
    }

    private static (double Mass, double X, double Y) Moments(float[] image)
    {
        double mass = image.Sum(value => (double)value);
        return (mass, image.Select((value, p) => value * (double)(p % Side)).Sum() / mass, image.Select((value, p) => value * (double)(p / Side)).Sum() / mass);
    }
}
