namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>Two inputs and a destination of one length; an operation with one input does not look at the second.</summary>
internal delegate void RowComputation<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> destination);

/// <summary>The same with a batch of rows.</summary>
internal delegate void BatchComputation<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second, int columnCount, Span<T> destination);

/// <summary>The primitives that turn rows into rows of the same shape, so that one test can say the same of all of them.</summary>
internal sealed record RowOperation<T>(string Name, bool HasSecondInput, RowComputation<T> OfRow, BatchComputation<T> OfRows)
{
    public override string ToString() => Name;
}

internal static class RowOperations
{
    public static RowOperation<double>[] OfDouble { get; } =
    [
        new("Softmax", false, (z, _, to) => SoftmaxPrimitives.Softmax(z, to), (z, _, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, to)),
        new("LogSoftmax", false, (z, _, to) => SoftmaxPrimitives.LogSoftmax(z, to), (z, _, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, to)),
        new("Softmax at 0.5", false, (z, _, to) => SoftmaxPrimitives.Softmax(z, to, 0.5), (z, _, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, to, 0.5)),
        new("LogSoftmax at 3", false, (z, _, to) => SoftmaxPrimitives.LogSoftmax(z, to, 3), (z, _, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, to, 3)),
        new("Softmax masked", false, (z, _, to) => SoftmaxPrimitives.Softmax(z, Mask(z.Length), to), (z, _, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, Mask(z.Length, c), to)),
        new("LogSoftmax masked", false, (z, _, to) => SoftmaxPrimitives.LogSoftmax(z, Mask(z.Length), to), (z, _, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, Mask(z.Length, c), to)),
        new("SoftmaxVjp", true, SoftmaxPrimitives.SoftmaxVjp, SoftmaxPrimitives.SoftmaxVjpRows),
        new("SoftmaxJvp", true, SoftmaxPrimitives.SoftmaxJvp, SoftmaxPrimitives.SoftmaxJvpRows),
        new("LogSoftmaxVjp", true, SoftmaxPrimitives.LogSoftmaxVjp, SoftmaxPrimitives.LogSoftmaxVjpRows),
    ];

    public static RowOperation<float>[] OfFloat { get; } =
    [
        new("Softmax", false, (z, _, to) => SoftmaxPrimitives.Softmax(z, to), (z, _, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, to)),
        new("LogSoftmax", false, (z, _, to) => SoftmaxPrimitives.LogSoftmax(z, to), (z, _, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, to)),
        new("Softmax at 0.5", false, (z, _, to) => SoftmaxPrimitives.Softmax(z, to, 0.5f), (z, _, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, to, 0.5f)),
        new("LogSoftmax at 3", false, (z, _, to) => SoftmaxPrimitives.LogSoftmax(z, to, 3), (z, _, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, to, 3)),
        new("Softmax masked", false, (z, _, to) => SoftmaxPrimitives.Softmax(z, Mask(z.Length), to), (z, _, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, Mask(z.Length, c), to)),
        new("LogSoftmax masked", false, (z, _, to) => SoftmaxPrimitives.LogSoftmax(z, Mask(z.Length), to), (z, _, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, Mask(z.Length, c), to)),
        new("SoftmaxVjp", true, SoftmaxPrimitives.SoftmaxVjp, SoftmaxPrimitives.SoftmaxVjpRows),
        new("SoftmaxJvp", true, SoftmaxPrimitives.SoftmaxJvp, SoftmaxPrimitives.SoftmaxJvpRows),
        new("LogSoftmaxVjp", true, SoftmaxPrimitives.LogSoftmaxVjp, SoftmaxPrimitives.LogSoftmaxVjpRows),
    ];

    /// <summary>Every third entry of a row is masked.</summary>
    private static bool[] Mask(int length, int columnCount = int.MaxValue)
        => [.. Enumerable.Range(0, length).Select(i => i % Math.Max(columnCount, 1) % 3 != 2)];
}
