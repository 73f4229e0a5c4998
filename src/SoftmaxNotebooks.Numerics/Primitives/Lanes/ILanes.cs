using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A few numbers that the processor treats as one: what the kernels of this room are written in, once for every width.</summary>
/// <remarks>
/// The widths are <see cref="Lanes512{T}"/>, <see cref="Lanes256{T}"/>, <see cref="Lanes128{T}"/> (also that of ARM64) and
/// <see cref="OneLane{T}"/>. Where a kernel begins, <see cref="Widest"/> says which of them the machine has; the compiler makes
/// code of its own from the kernel for each, in which these members are single instructions.
/// </remarks>
internal interface ILanes<TSelf, T>
    where TSelf : unmanaged, ILanes<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many numbers it holds.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Create(T value);

    /// <summary>The numbers from an offset on.</summary>
    static abstract TSelf Load(ref readonly T source, nint offset);

    /// <summary>Writes the numbers from an offset on.</summary>
    void Store(ref T destination, nint offset);

    /// <summary>x + y</summary>
    static abstract TSelf operator +(TSelf x, TSelf y);

    /// <summary>x - y</summary>
    static abstract TSelf operator -(TSelf x, TSelf y);

    /// <summary>x y</summary>
    static abstract TSelf operator *(TSelf x, TSelf y);

    /// <summary>x / y</summary>
    static abstract TSelf operator /(TSelf x, TSelf y);

    /// <summary>The bits that both have.</summary>
    static abstract TSelf operator &(TSelf x, TSelf y);

    /// <summary>The bits that either has.</summary>
    static abstract TSelf operator |(TSelf x, TSelf y);

    /// <summary>x y + z, rounded once where the machine can.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    /// <summary>sum ← x y + sum, as <see cref="MultiplyAdd"/></summary>
    /// <remarks>
    /// For many sums that live in registers. Assigned as a result, each would first be copied from another register, and where all units
    /// are busy with products, these copies are what there is no time for.
    /// </remarks>
    static abstract void AddProduct(ref TSelf sum, TSelf x, TSelf y);

    /// <summary>The greater of two numbers; with a NaN, either.</summary>
    static abstract TSelf Max(TSelf x, TSelf y);

    /// <summary>The greater of a magnitude and |x|; NaN is greater than all.</summary>
    static abstract TSelf MaxMagnitude(TSelf magnitude, TSelf x);

    /// <summary>Whether x ≤ bound in every lane; not for NaN.</summary>
    static abstract bool AreAtMost(TSelf x, TSelf bound);

    /// <summary>The value where x ≥ bound, and 0 elsewhere, also for x = NaN.</summary>
    static abstract TSelf KeepWhereAtLeast(TSelf value, TSelf x, TSelf bound);

    /// <summary>All bits from a lane on, none in the lanes before.</summary>
    static abstract TSelf MaskFrom(int firstLane);

    /// <summary>All bits in the lanes before a lane, none from it on.</summary>
    static abstract TSelf MaskBelow(int firstLane);

    /// <summary>All bits where x = y, none elsewhere.</summary>
    static abstract TSelf Equal(TSelf x, TSelf y);

    /// <summary>A bit of each lane of a mask; bit 0 is the first lane.</summary>
    static abstract ulong LanesOf(TSelf mask);

    /// <summary>x where the mask has no bits, 0 elsewhere.</summary>
    static abstract TSelf Clear(TSelf mask, TSelf x);

    /// <summary>x where the mask has its bits, y elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf x, TSelf y);

    /// <summary>Some bits where x is NaN, none elsewhere.</summary>
    static abstract TSelf NotANumber(TSelf x);

    /// <summary>Whether a bit is set in any lane.</summary>
    static abstract bool HasBits(TSelf x);

    /// <summary>x · 2^k, where the lowest bits of another number hold k; x and the result are normal numbers.</summary>
    static abstract TSelf AddToExponent(TSelf x, TSelf k);

    /// <summary>m, where x = m · 2^k, with m in [sqrt(1/2), sqrt(2)); for doubles from sqrt(1/2) on.</summary>
    static abstract TSelf SplitExponent(TSelf x, out TSelf k);

    /// <summary>
    /// The sum of all lanes of sums and of what <see cref="LaneSum{T, TLanes}"/> kept of them in errors; nothing is rounded to float on the way, and
    /// of doubles nothing is lost.
    /// </summary>
    static abstract CompensatedSum Sum(TSelf sums, TSelf errors);

    /// <summary>The greatest of all lanes.</summary>
    static abstract T Maximum(TSelf x);
}

/// <summary>The widest lanes that this machine computes with; constants for the compiler.</summary>
internal static class Widest
{
    /// <summary>Whether there are <see cref="Lanes512{T}"/> (AVX-512).</summary>
    internal static bool Is512 => Vector512.IsHardwareAccelerated;

    /// <summary>Whether there are <see cref="Lanes256{T}"/> (AVX2).</summary>
    internal static bool Is256 => Vector256.IsHardwareAccelerated;

    /// <summary>Whether there are <see cref="Lanes128{T}"/> (SSE, NEON).</summary>
    internal static bool Is128 => Vector128.IsHardwareAccelerated;

    /// <summary>Whether x y + z is rounded once, in vectors of up to 512 bits.</summary>
    internal static bool HasFusedMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;
}
