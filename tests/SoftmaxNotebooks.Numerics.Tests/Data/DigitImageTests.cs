using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests;

public class DigitImageTests
{
    [Fact]
    public void Numbers_from_0_to_1_become_bytes_and_what_is_outside_is_counted()
    {
        // 0.5 · 255 = 127.5 rounds to the even 128; 0.2f · 255 = 51.
        Assert.Equal([0, 128, 255, 51], new DigitImage([0f, 0.5f, 1f, 0.2f], 2, 2).Pixels.ToArray());
        var clipped = new DigitImage([-0.1, 1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0], 3, 2);
        Assert.Equal([0, 255, 0, 255, 0, 0], clipped.Pixels.ToArray());
        Assert.Equal(5, clipped.ClippedCount);
        Assert.Equal("Digit, 5 pixels outside 0 to 1", clipped.ToString());
    }

    [Fact]
    public void It_is_wrong_only_if_label_and_prediction_are_known_and_differ()
    {
        var image = new DigitImage([(byte)0], 1, 1);

        Assert.False(image.IsWrong);
        Assert.False((image with { Label = 4 }).IsWrong);
        Assert.False((image with { Prediction = 4 }).IsWrong);
        Assert.False((image with { Label = 4, Prediction = 4 }).IsWrong);
        Assert.True((image with { Label = 4, Prediction = 9 }).IsWrong);
        Assert.Equal(
            "Digit 4, read as 9 with confidence 0.61, wrong", (image with { Label = 4, Prediction = 9, Confidence = 0.61 }).ToString());
    }

    [Fact]
    public void A_shape_that_the_pixels_do_not_have_is_refused_with_both_numbers()
    {
        Assert.Equal(
            "pixels has 3 entries, but an image of 2 × 2 has 4: the lengths must be equal. (Parameter 'pixels')",
            Assert.Throws<ArgumentException>(() => new DigitImage(new byte[3], 2, 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DigitImage(Array.Empty<byte>(), 0, 2));
        Assert.StartsWith(
            "columnCount is 0; it must lie in [1, 16].",
            Assert.Throws<ArgumentOutOfRangeException>(() => new DigitGrid([], 0)).Message,
            StringComparison.Ordinal);
    }
}
