using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>A MathNet vector as the column that it is in a formula.</summary>
internal static class VectorFormatter
{
    public static NumberTable TableOf<T>(Vector<T> vector, string elementType, Func<T, Number> numberOf)
        where T : struct, IEquatable<T>, IFormattable
        => new()
        {
            Caption = $"Vector<{elementType}>, length {NumberFormat.Index(vector.Count)}",
            Rows = new Axis(vector.Count, NumberFormat.Index),
            EntryAt = (row, _) => numberOf(vector[row]),
        };
}
