using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

public static partial class SoftmaxPrimitives
{
    /// <summary>What takes a thread some 10 microseconds; for less it is not worth waking one.</summary>
    private const int LeastEntriesOfPart = 16_384;

    /// <summary>p[j] = exp((z[j] - m) / T) / sum over k of exp((z[k] - m) / T), in each row, with the rows shared out among threads</summary>
    /// <remarks>
    /// Shapes: logits (N·C, row-major), destination (N·C). In place is allowed. The same bits as without threads, at any number of them.
    /// A small batch stays in the calling thread.
    /// </remarks>
    /// <exception cref="ArgumentNullException">The options are null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="columnCount"/> is not positive or does not divide the length, or the destination has another length than the logits, or
    /// overlaps them without being the same memory.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled; some rows may have been written.</exception>
    public static void SoftmaxRows(
        ReadOnlyMemory<double> logits, int columnCount, Memory<double> destination, ParallelOptions options, double temperature = 1)
        => InParallel(SoftmaxRows, logits, columnCount, destination, options, temperature);

    /// <inheritdoc cref="SoftmaxRows(ReadOnlyMemory{double}, int, Memory{double}, ParallelOptions, double)"/>
    public static void SoftmaxRows(
        ReadOnlyMemory<float> logits, int columnCount, Memory<float> destination, ParallelOptions options, float temperature = 1)
        => InParallel(SoftmaxRows, logits, columnCount, destination, options, temperature);

    /// <summary>
    /// l[j] = (z[j] - m) / T - log1p(sum over the entries other than the maximum of exp((z[k] - m) / T)), in each row, with the rows shared out
    /// among threads
    /// </summary>
    /// <inheritdoc cref="SoftmaxRows(ReadOnlyMemory{double}, int, Memory{double}, ParallelOptions, double)"/>
    public static void LogSoftmaxRows(
        ReadOnlyMemory<double> logits, int columnCount, Memory<double> destination, ParallelOptions options, double temperature = 1)
        => InParallel(LogSoftmaxRows, logits, columnCount, destination, options, temperature);

    /// <inheritdoc cref="LogSoftmaxRows(ReadOnlyMemory{double}, int, Memory{double}, ParallelOptions, double)"/>
    public static void LogSoftmaxRows(
        ReadOnlyMemory<float> logits, int columnCount, Memory<float> destination, ParallelOptions options, float temperature = 1)
        => InParallel(LogSoftmaxRows, logits, columnCount, destination, options, temperature);

    private delegate void RowFunction<T>(ReadOnlySpan<T> logits, int columnCount, Span<T> destination, T temperature);

    private static void InParallel<T>(
        RowFunction<T> function, ReadOnlyMemory<T> logits, int columnCount, Memory<T> destination, ParallelOptions options, T temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        Guard.RowCount(logits.Length, columnCount);
        Guard.InputAndDestination(logits.Span, nameof(logits), destination.Span);
        Guard.Temperature(temperature);
        ForRows(logits.Length, columnCount, options, rows => function(logits.Span[rows], columnCount, destination.Span[rows], temperature));
    }

    /// <summary>Has the rows done, some at a time: each in one part only, so that no thread sees what another does.</summary>
    private static void ForRows(int length, int columnCount, ParallelOptions options, Action<Range> doRows)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        int degree = options.MaxDegreeOfParallelism == -1 ? Environment.ProcessorCount : options.MaxDegreeOfParallelism;
        int rowCount = length / columnCount;

        // A few for each thread, because some threads are slower than others.
        int partCount = degree == 1 ? 1 : (int)Math.Min(Math.Min(length / LeastEntriesOfPart, rowCount), 4L * degree);
        if (partCount <= 1)
        {
            doRows(0..length);
            return;
        }

        Parallel.For(0, partCount, options, part => doRows(StartOf(part)..StartOf(part + 1)));

        int StartOf(int part) => (int)((long)rowCount * part / partCount) * columnCount;
    }
}
