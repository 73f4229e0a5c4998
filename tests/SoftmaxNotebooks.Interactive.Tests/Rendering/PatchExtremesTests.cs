using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

public class PatchExtremesTests
{
    /// <summary>Expected: each patch looked at by itself.</summary>
    [Theory]
    [InlineData(7, 5, 12, 0)]
    [InlineData(10, 3, 6, 0.25)]
    [InlineData(4, 4, 16, -1)]
    [InlineData(1, 900, 10_000, 0)]
    public void A_patch_is_as_its_cell_farthest_from_the_middle_whichever_way_the_cells_come(int rowCount, int columnCount, int mostPixels, double middle)
    {
        var random = new Random(20260407);
        var cells = new double[rowCount, columnCount];
        for (int i = 0; i < cells.Length; i++) cells[i / columnCount, i % columnCount] = i == cells.Length / 2 ? double.NaN : random.NextDouble() - 0.5;
        var byColumns = new PatchExtremes(rowCount, columnCount, mostPixels, middle);
        var byRows = new PatchExtremes(rowCount, columnCount, mostPixels, middle);
        for (int column = 0; column < columnCount; column++) byColumns.Add(0, column, [.. Enumerable.Range(0, rowCount).Select(row => cells[row, column])]);
        for (int row = 0; row < rowCount; row++) byRows.AddBeside(row, 0, [.. Enumerable.Range(0, columnCount).Select(column => cells[row, column])]);

        Assert.InRange(byColumns.Width * byColumns.Height, 1, mostPixels);
        double[] expected =
        [
            .. from y in Enumerable.Range(0, byColumns.Height)
               from x in Enumerable.Range(0, byColumns.Width)
               select Farthest(PatchAt(y, x)),
        ];
        Assert.Equal(expected, byColumns.Values);
        Assert.Equal(expected, byRows.Values);

        double Farthest(double[] patch) => patch.Any(double.IsNaN) ? double.NaN : patch.MaxBy(value => Math.Abs(value - middle));
        double[] PatchAt(int y, int x) =>
        [
            .. from row in Enumerable.Range(0, rowCount)
               from column in Enumerable.Range(0, columnCount)
               where row / byColumns.RowsPerPatch == y && column / byColumns.ColumnsPerPatch == x
               select cells[row, column],
        ];
    }
}
