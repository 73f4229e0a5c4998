using System.Collections.Immutable;
using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests;

public class DigitSetTests
{
    [Fact]
    public void Every_byte_of_a_picture_survives_the_way_through_numbers_from_0_to_1()
    {
        byte[] bytes = [.. Enumerable.Range(0, DigitSet.PixelCount).Select(i => (byte)i)];
        DigitSet set = DigitSet.OfBytes(bytes, [7]);

        Assert.Equal(bytes, set[0].Pixels.ToArray());
        Assert.Equal((7, 0), (set[0].Label, set[0].ClippedCount));
        Assert.Equal(0, set.Pixels.Span[0]);
        Assert.Equal(1, set.Pixels.Span[255]);
    }

    [Fact]
    public void Rows_slices_and_pictures_show_the_same_image()
    {
        float[] pixels = [.. Enumerable.Range(0, 3 * DigitSet.PixelCount).Select(i => i / DigitSet.PixelCount / 255f)];
        var set = new DigitSet(pixels, [4, 5, 6]);
        DigitSet slice = set.Slice(1, 2);

        Assert.Equal((2, 2), (slice.Count, set.Slice(1, 2).Labels.Length));
        Assert.Equal([5, 6], slice.Labels);
        Assert.True(set.Row(2).SequenceEqual(slice.Row(1)));
        Assert.Equal(2, slice[1].Pixels[783]);
        Assert.Equal(6, slice[1].Label);
        Assert.True(set.Slice(3, 0).Pixels.IsEmpty);
    }

    [Fact]
    public void What_does_not_fit_together_is_refused_with_the_value_and_the_limit()
    {
        Assert.Equal(
            "pixels has 784 entries, but a set of 2 images has 1568: the lengths must be equal. (Parameter 'pixels')",
            Assert.Throws<ArgumentException>(() => new DigitSet(new float[784], [1, 2])).Message);
        Assert.Equal(
            "labels[1] is 10; it must lie in [0, 9]. (Parameter 'labels')",
            Assert.Throws<ArgumentException>(() => new DigitSet(new float[1568], [1, 10])).Message);
        Assert.Throws<ArgumentNullException>(() => new DigitSet(default, default(ImmutableArray<int>)));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 3)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(1, int.MaxValue)]
    public void A_slice_that_leaves_the_set_is_refused(int start, int count)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new DigitSet(new float[1568], [1, 2]).Slice(start, count));

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void An_image_that_is_not_there_is_refused(int index)
    {
        var set = new DigitSet(new float[1568], [1, 2]);

        Assert.Throws<ArgumentOutOfRangeException>(() => set[index]);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Row(index).ToArray());
    }
}
