using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>Arrays of numbers as the tables that they are, which a notebook would show as a list, or without its rows.</summary>
internal static class ArrayFormatter
{
    public static NumberTable TableOf<T>(T[] array, NumberKind<T> kind) => new()
    {
        Caption = $"{kind.Name}[], length {NumberFormat.Index(array.Length)}",
        Grid = NumberGrid.Of(array, kind),
        Rows = new Axis(array.Length, NumberFormat.Index),
    };

    public static NumberTable TableOf<T>(T[,] array, NumberKind<T> kind) => TableOf($"{kind.Name}[,]", NumberGrid.Of(array, kind));

    public static NumberTable TableOf<T>(T[]?[] rows, NumberKind<T> kind) => TableOf($"{kind.Name}[][]", NumberGrid.Of(rows, kind));

    private static NumberTable TableOf(string type, NumberGrid grid) => new()
    {
        Caption = $"{type}, {NumberFormat.Shape(grid.RowCount, grid.ColumnCount)}",
        Grid = grid,
        Rows = new Axis(grid.RowCount, NumberFormat.Index),
        Columns = new Axis(grid.ColumnCount, NumberFormat.Index),
    };
}
