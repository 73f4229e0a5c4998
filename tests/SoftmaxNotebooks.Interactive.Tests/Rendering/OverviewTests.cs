using System.Xml.Linq;
using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Interactive.Tests.Formatters;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

public class OverviewTests
{
    [Fact]
    public void Every_cell_of_10_by_784_has_a_pixel_in_the_colour_of_its_value()
    {
        // Halves and quarters of the largest: positions that the picture's palette has exactly.
        NumberTable table = Samples.JacobianOf(10, 784, (i, j) => ((i + j) % 9 / 4.0) - 1);
        PngReader image = Image(table);

        Assert.Equal((784, 10), (image.Width, image.Height));
        for (int i = 0; i < 10; i++)
        {
            for (int j = 0; j < 784; j++) Assert.Equal(Channels(ColorMap.Diverging(((i + j) % 9 / 4.0) - 1)), Pixel(image, i, j));
        }
    }

    [Fact]
    public void A_patch_is_as_its_value_farthest_from_zero_so_a_lone_one_shows()
    {
        NumberTable table = Samples.JacobianOf(1000, 1000, (i, j) => (i, j) == (777, 333) ? -5 : 0.001);
        PngReader image = Image(table);

        // 1000 × 1000 in at most 10,000 pixels: 10 × 10 cells each.
        Assert.Equal((100, 100), (image.Width, image.Height));
        Assert.Equal(Channels(ColorMap.Diverging(-1)), Pixel(image, 77, 33));
        Assert.Single(image.Indices, index => index == image.Indices[(77 * 100) + 33]);
        Assert.Contains("One pixel for each patch of 10 × 10, in the colour of its value farthest from 0.", table.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_finite_is_black_and_counted_in_words()
    {
        NumberTable table = Samples.JacobianOf(100, 100, (i, j) => (i, j) switch { (50, 51) => double.NaN, (60, 1) => double.NegativeInfinity, _ => 1 });
        PngReader image = Image(table);

        Assert.Equal((0, 0, 0), Pixel(image, 50, 51));
        Assert.Equal((0, 0, 0), Pixel(image, 60, 1));
        const string facts = "100 × 100 entries: values from 1 to 1; largest |value| 1 at J[p[0], z[0]]; 2 are not finite, the first NaN at J[p[50], z[51]]";
        Assert.Equal($"Overview of all {facts}", ImageElement(table).Attribute("alt")!.Value);
        Assert.Contains($"<div>All {facts}.</div>", table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("black: not finite.", table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains($"\n{facts}\n", table.ToPlainText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_vector_lies_down_and_a_small_table_needs_no_picture()
    {
        PngReader image = Image(VectorFormatter.TableOf(Vector<double>.Build.Dense(784, i => i - 783), NumberKind.Double));

        Assert.Equal((784, 1), (image.Width, image.Height));
        // A style too, because JupyterLab's own says height: auto, and a line of one pixel shows nothing.
        Assert.Equal("image-rendering:pixelated;width:784px;height:16px", ImageElement(VectorFormatter.TableOf(Vector<double>.Build.Dense(784), NumberKind.Double)).Attribute("style")!.Value);
        Assert.Equal(Channels(ColorMap.Diverging(-1)), Pixel(image, 0, 0));
        Assert.Equal(Channels(ColorMap.Diverging(0)), Pixel(image, 0, 783));
        Assert.DoesNotContain("<img", Samples.JacobianOf(10, 10, (i, j) => i - j).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_float_matrix_and_a_row_major_array_are_pictured_the_same_way_up()
    {
        static double Value(int row, int column) => row < 10 && column >= 30 ? 1 : -1;
        var array = new double[40, 50];
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < 50; j++) array[i, j] = Value(i, j);
        }

        NumberTable[] tables =
        [
            ArrayFormatter.TableOf(array, NumberKind.Double),
            MatrixFormatter.TableOf(Matrix<float>.Build.Dense(40, 50, (i, j) => (float)Value(i, j)), NumberKind.Single),
            MatrixFormatter.TableOf(Matrix<double>.Build.SparseOfIndexed(40, 50, Indexed()), NumberKind.Double),
        ];
        Assert.All(tables, table => Assert.Equal(Channels(ColorMap.Diverging(1)), Pixel(Image(table), 9, 30)));
        Assert.All(tables, table => Assert.Equal(Channels(ColorMap.Diverging(-1)), Pixel(Image(table), 10, 30)));
        Assert.All(tables, table => Assert.Equal(Channels(ColorMap.Diverging(-1)), Pixel(Image(table), 9, 29)));

        IEnumerable<(int, int, double)> Indexed()
            => Enumerable.Range(0, 2000).Select(i => (i / 50, i % 50, Value(i / 50, i % 50)));
    }

    [Fact]
    public void What_a_short_row_does_not_have_is_grey_and_no_entry()
    {
        // 30 rows of 50 entries and one of three zeros: 1503 entries, and 31 · 50 - 1503 places without one.
        double[][] rows = [.. Enumerable.Range(0, 30).Select(_ => Enumerable.Repeat(2.0, 50).ToArray()), [0, 0, 0]];
        NumberTable table = ArrayFormatter.TableOf(rows, NumberKind.Double);
        PngReader image = Image(table);

        Assert.Equal(Channels(ColorMap.Diverging(1)), Pixel(image, 29, 49));
        Assert.Equal(Channels(ColorMap.Diverging(0)), Pixel(image, 30, 2));
        Assert.Equal(Channels(ColorMap.Neutral), Pixel(image, 30, 3));
        Assert.Equal(47, image.Indices.Count(index => index == image.Indices[^1]));
        Assert.Equal(
            "Overview of all 1503 entries: values from 0 to 2; largest |value| 2 at [0, 0]; 47 places without an entry",
            ImageElement(table).Attribute("alt")!.Value);
        Assert.Contains("<div>One pixel for each; grey: no entry.</div>", table.ToHtml(), StringComparison.Ordinal);
    }

    private static XElement ImageElement(NumberTable table) => XElement.Parse(table.ToHtml()).Descendants("img").Single();

    private static PngReader Image(NumberTable table) => PngReader.ReadDataUri(ImageElement(table).Attribute("src")!.Value);

    private static (byte R, byte G, byte B) Pixel(PngReader image, int row, int column) => image.Palette[image.Indices[(row * image.Width) + column]];

    private static (byte R, byte G, byte B) Channels(Color color) => (color.Red, color.Green, color.Blue);
}
