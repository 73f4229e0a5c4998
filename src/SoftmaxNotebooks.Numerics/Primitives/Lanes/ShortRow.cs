using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>What is done to a row of a few vectors; the last of them reaches beyond the row's end, and what stands there takes no part.</summary>
/// <remarks>
/// Symbols: C columns, z logits, w weights (see <see cref="LaneExponential{T, TLanes}"/>), m maximum.
/// What is read and written has room for that last vector. A row that is written spoils the beginning of the next: they go in ascending order.
/// </remarks>
/// <param name="columnCount">C, at least 1.</param>
internal readonly struct ShortRow<T, TLanes>(int columnCount)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>Where the last vector begins.</summary>
    private readonly int _last = (columnCount - 1) / TLanes.Count * TLanes.Count;

    /// <summary>The lanes of the last vector that belong to the row.</summary>
    private readonly TLanes _mask = TLanes.MaskBelow(((columnCount - 1) % TLanes.Count) + 1);

    /// <summary>w[j], whatever the logits are; NaN if the row has no probabilities. Returns m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal T Weigh(ref readonly T logits, ref T weights)
    {
        TLanes maxima = TLanes.Select(_mask, TLanes.Load(in logits, _last), TLanes.Create(T.NegativeInfinity));
        TLanes notANumber = TLanes.NotANumber(maxima);
        for (int j = 0; j < _last; j += TLanes.Count)
        {
            TLanes z = TLanes.Load(in logits, j);
            maxima = TLanes.Max(maxima, z);
            notANumber |= TLanes.NotANumber(z);
        }

        T maximum = TLanes.HasBits(notANumber) ? T.NaN : TLanes.Maximum(maxima);
        bool isFinite = T.IsFinite(maximum);
        var exponential = new LaneExponential<T, TLanes>(isFinite ? maximum : default);
        for (int j = 0; j <= _last; j += TLanes.Count)
            (isFinite ? exponential.Of(TLanes.Load(in logits, j)) : TLanes.Create(T.NaN)).Store(ref weights, j);
        return maximum;
    }

    /// <summary>p[j] = w[j] / (sum of w)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Normalize(ref readonly T weights, ref T probabilities)
    {
        LaneDivisor<T, TLanes> sum = Sum(in weights);
        for (int j = 0; j <= _last; j += TLanes.Count) sum.Divide(TLanes.Load(in weights, j)).Store(ref probabilities, j);
    }

    /// <summary>p[j] = w[j] / (sum of w), where the last vector that is written begins at last and ends with the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Normalize(ref readonly T weights, int last, ref T probabilities)
    {
        LaneDivisor<T, TLanes> sum = Sum(in weights);
        for (int j = 0; j < last; j += TLanes.Count) sum.Divide(TLanes.Load(in weights, j)).Store(ref probabilities, j);
        sum.Divide(TLanes.Load(in weights, last)).Store(ref probabilities, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LaneDivisor<T, TLanes> Sum(ref readonly T weights)
    {
        TLanes sums = default, errors = default;
        for (int j = 0; j < _last; j += TLanes.Count) LaneSum<T, TLanes>.Add(ref sums, ref errors, TLanes.Load(in weights, j));
        LaneSum<T, TLanes>.Add(ref sums, ref errors, TLanes.Load(in weights, _last) & _mask);
        return LaneDivisor<T, TLanes>.Of(TLanes.Sum(sums, errors));
    }

    /// <summary>The sum of all w but one of those of the maximum, divided by that one; and m, which is a number unless w is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal double SumOfOthersByTop(ref readonly T logits, ref readonly T weights, out T maximum)
    {
        TLanes lastLogits = TLanes.Select(_mask, TLanes.Load(in logits, _last), TLanes.Create(T.NegativeInfinity));
        TLanes maxima = lastLogits;
        for (int j = 0; j < _last; j += TLanes.Count) maxima = TLanes.Max(maxima, TLanes.Load(in logits, j));
        maximum = TLanes.Maximum(maxima);
        maxima = TLanes.Create(maximum);

        TLanes sums = default, errors = default, tops = default;
        int topCount = 0;
        for (int j = 0; j < _last; j += TLanes.Count)
        {
            TLanes z = TLanes.Load(in logits, j), w = TLanes.Load(in weights, j);
            TLanes isTop = TLanes.Equal(z, maxima);
            LaneSum<T, TLanes>.Add(ref sums, ref errors, TLanes.Clear(isTop, w));
            tops |= isTop & w;
            topCount += BitOperations.PopCount(TLanes.LanesOf(isTop));
        }

        TLanes lastWeights = TLanes.Load(in weights, _last) & _mask;
        TLanes isLastTop = TLanes.Equal(lastLogits, maxima);
        LaneSum<T, TLanes>.Add(ref sums, ref errors, TLanes.Clear(isLastTop, lastWeights));
        tops |= isLastTop & lastWeights;
        topCount += BitOperations.PopCount(TLanes.LanesOf(isLastTop));
        return (topCount - 1) + (TLanes.Sum(sums, errors).Value / double.CreateTruncating(TLanes.Maximum(tops)));
    }

    /// <summary>l[j] = (z[j] - m) - logOfSum</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Subtract(ref readonly T logits, T maximum, T logOfSum, ref T logProbabilities)
    {
        TLanes maxima = TLanes.Create(maximum), logs = TLanes.Create(logOfSum);
        for (int j = 0; j <= _last; j += TLanes.Count) ((TLanes.Load(in logits, j) - maxima) - logs).Store(ref logProbabilities, j);
    }
}
