using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Log-sum-exp of rows that are copied to doubles first: of floats, and of what a mask keeps.</summary>
/// <remarks>
/// Symbols: C columns, m the maximum of a row. Floats, because m and the logarithm may cancel, and what is left of them should not show what
/// the exponentials of floats have lost. A long row goes in pieces, for log-sum-exp of the log-sum-exps of its pieces is that of the row.
/// </remarks>
internal static class WidenedLogSumExp
{
    /// <summary>As many entries are copied at a time: 8 KiB.</summary>
    private const int PieceLength = 1024;

    /// <summary>Log-sum-exp of each row: N·C entries in, N out; an empty mask keeps everything.</summary>
    internal static void OfRows<T>(ReadOnlySpan<T> logits, int columnCount, ReadOnlySpan<bool> mask, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Masked rows differ in length without the masked entries.
        if (!mask.IsEmpty || columnCount > PieceLength)
        {
            for (int n = 0; n < destination.Length; n++)
            {
                ReadOnlySpan<bool> maskOfRow = mask.IsEmpty ? mask : mask.Slice(n * columnCount, columnCount);
                destination[n] = T.CreateTruncating(OfRow(logits.Slice(n * columnCount, columnCount), maskOfRow));
            }

            return;
        }

        int rowsAtATime = Math.Min(PieceLength / columnCount, destination.Length);
        Span<double> piece = stackalloc double[rowsAtATime * columnCount];
        Span<double> results = stackalloc double[rowsAtATime];
        for (int first = 0, rowCount; first < destination.Length; first += rowCount)
        {
            rowCount = Math.Min(rowsAtATime, destination.Length - first);
            ReadOnlySpan<T> rows = logits.Slice(first * columnCount, rowCount * columnCount);
            Widen(rows, piece);
            SoftmaxKernel.LogSumExpRows(piece[..rows.Length], columnCount, results[..rowCount]);
            for (int n = 0; n < rowCount; n++) destination[first + n] = T.CreateTruncating(results[n]);
        }
    }

    /// <summary>-inf if nothing is kept.</summary>
    private static double OfRow<T>(ReadOnlySpan<T> logits, ReadOnlySpan<bool> mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> piece = stackalloc double[PieceLength];
        Span<double> results = stackalloc double[PieceLength];
        int resultCount = 0;
        for (int start = 0, length; start < logits.Length; start += length)
        {
            length = Math.Min(PieceLength, logits.Length - start);
            int keptCount = mask.IsEmpty
                ? Widen(logits.Slice(start, length), piece)
                : Widen(logits.Slice(start, length), mask.Slice(start, length), piece);
            if (keptCount == 0) continue;
            if (resultCount == results.Length)
            {
                results[0] = OfDoubles(results);
                resultCount = 1;
            }

            results[resultCount++] = OfDoubles(piece[..keptCount]);
        }

        return resultCount == 0 ? double.NegativeInfinity : OfDoubles(results[..resultCount]);
    }

    private static double OfDoubles(ReadOnlySpan<double> logits)
    {
        double result = 0;
        SoftmaxKernel.LogSumExpRows(logits, logits.Length, new Span<double>(ref result));
        return result;
    }

    private static int Widen<T>(ReadOnlySpan<T> logits, Span<double> widened)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < logits.Length; j++) widened[j] = double.CreateTruncating(logits[j]);
        return logits.Length;
    }

    /// <summary>What the mask keeps, and how many these are.</summary>
    private static int Widen<T>(ReadOnlySpan<T> logits, ReadOnlySpan<bool> mask, Span<double> widened)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            if (mask[j]) widened[count++] = double.CreateTruncating(logits[j]);
        }

        return count;
    }
}
