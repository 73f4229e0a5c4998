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

// Twice the same table: float and double are overloads, which C# cannot name with a type parameter.
internal static class RowOperations
{
    private delegate void OneInput<T>(ReadOnlySpan<T> logits, Span<T> destination);

    private delegate void OneInputRows<T>(ReadOnlySpan<T> logits, int columnCount, Span<T> destination);

    public static RowOperation<double>[] OfDouble { get; } =
    [
        OfLogits<double>("Softmax", (z, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, to), (z, to) => SoftmaxPrimitives.Softmax(z, to)),
        OfLogits<double>(
            "Softmax at 0.5",
            (z, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, to, 0.5),
            (z, to) => SoftmaxPrimitives.Softmax(z, to, 0.5)),
        OfLogits<double>(
            "Softmax masked",
            (z, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, Mask(z.Length, c), to),
            (z, to) => SoftmaxPrimitives.Softmax(z, Mask(z.Length), to)),
        OfLogits<double>("LogSoftmax", (z, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, to), (z, to) => SoftmaxPrimitives.LogSoftmax(z, to)),
        OfLogits<double>(
            "LogSoftmax at 3",
            (z, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, to, 3),
            (z, to) => SoftmaxPrimitives.LogSoftmax(z, to, 3)),
        OfLogits<double>(
            "LogSoftmax masked",
            (z, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, Mask(z.Length, c), to),
            (z, to) => SoftmaxPrimitives.LogSoftmax(z, Mask(z.Length), to)),
        new("SoftmaxVjp", true, SoftmaxPrimitives.SoftmaxVjp, SoftmaxPrimitives.SoftmaxVjpRows),
        new("SoftmaxJvp", true, SoftmaxPrimitives.SoftmaxJvp, SoftmaxPrimitives.SoftmaxJvpRows),
        new("LogSoftmaxVjp", true, SoftmaxPrimitives.LogSoftmaxVjp, SoftmaxPrimitives.LogSoftmaxVjpRows),
    ];

    public static RowOperation<float>[] OfFloat { get; } =
    [
        OfLogits<float>("Softmax", (z, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, to), (z, to) => SoftmaxPrimitives.Softmax(z, to)),
        OfLogits<float>(
            "Softmax at 0.5",
            (z, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, to, 0.5f),
            (z, to) => SoftmaxPrimitives.Softmax(z, to, 0.5f)),
        OfLogits<float>(
            "Softmax masked",
            (z, c, to) => SoftmaxPrimitives.SoftmaxRows(z, c, Mask(z.Length, c), to),
            (z, to) => SoftmaxPrimitives.Softmax(z, Mask(z.Length), to)),
        OfLogits<float>("LogSoftmax", (z, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, to), (z, to) => SoftmaxPrimitives.LogSoftmax(z, to)),
        OfLogits<float>(
            "LogSoftmax at 3",
            (z, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, to, 3),
            (z, to) => SoftmaxPrimitives.LogSoftmax(z, to, 3)),
        OfLogits<float>(
            "LogSoftmax masked",
            (z, c, to) => SoftmaxPrimitives.LogSoftmaxRows(z, c, Mask(z.Length, c), to),
            (z, to) => SoftmaxPrimitives.LogSoftmax(z, Mask(z.Length), to)),
        new("SoftmaxVjp", true, SoftmaxPrimitives.SoftmaxVjp, SoftmaxPrimitives.SoftmaxVjpRows),
        new("SoftmaxJvp", true, SoftmaxPrimitives.SoftmaxJvp, SoftmaxPrimitives.SoftmaxJvpRows),
        new("LogSoftmaxVjp", true, SoftmaxPrimitives.LogSoftmaxVjp, SoftmaxPrimitives.LogSoftmaxVjpRows),
    ];

    private static RowOperation<T> OfLogits<T>(string name, OneInputRows<T> ofRows, OneInput<T> ofRow)
        => new(name, false, (z, _, to) => ofRow(z, to), (z, _, columnCount, to) => ofRows(z, columnCount, to));

    /// <summary>Every third entry of a row is masked.</summary>
    private static bool[] Mask(int length, int columnCount = int.MaxValue)
        => [.. Enumerable.Range(0, length).Select(i => i % Math.Max(columnCount, 1) % 3 != 2)];
}
