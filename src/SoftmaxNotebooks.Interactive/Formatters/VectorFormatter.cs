using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>A MathNet vector as the column that it is in a formula.</summary>
internal static class VectorFormatter
{
    public static NumberTable TableOf<T>(Vector<T> vector, NumberKind<T> kind)
        where T : struct, IEquatable<T>, IFormattable
        => new()
        {
            Caption = $"Vector<{kind.Name}>, length {NumberFormat.Index(vector.Count)}",
            Grid = NumberGrid.Of(vector, kind),
            Rows = new Axis(vector.Count, NumberFormat.Index),
        };
}
