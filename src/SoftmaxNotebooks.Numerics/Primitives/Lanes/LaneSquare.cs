using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The transpose of a square of 4 × 4 floats or 2 × 2 doubles, in vectors of 128 bits.</summary>
internal static class LaneSquare<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether the machine can interleave two vectors.</summary>
    internal static bool IsSupported => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>The numbers in a row.</summary>
    internal static int Side => Vector128<T>.Count;

    /// <summary>destination[i·stride + j] = source[j·sourceStride + i]</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(ref readonly T source, int sourceStride, ref T destination, int stride)
    {
        ref T from = ref Unsafe.AsRef(in source);
        Vector128<T> row0 = Vector128.LoadUnsafe(ref from), row1 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, sourceStride));
        if (Side == 2)
        {
            Low(row0, row1).StoreUnsafe(ref destination);
            High(row0, row1).StoreUnsafe(ref Unsafe.Add(ref destination, stride));
            return;
        }

        Vector128<T> row2 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 2 * sourceStride));
        Vector128<T> row3 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 3 * sourceStride));
        Vector128<T> even = Low(row0, row2), odd = Low(row1, row3);
        Low(even, odd).StoreUnsafe(ref destination);
        High(even, odd).StoreUnsafe(ref Unsafe.Add(ref destination, stride));
        (even, odd) = (High(row0, row2), High(row1, row3));
        Low(even, odd).StoreUnsafe(ref Unsafe.Add(ref destination, 2 * stride));
        High(even, odd).StoreUnsafe(ref Unsafe.Add(ref destination, 3 * stride));
    }

    /// <summary>x[0], y[0], x[1], y[1], … of the lower halves</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Low(Vector128<T> x, Vector128<T> y)
    {
        if (typeof(T) == typeof(float))
        {
            return Sse2.IsSupported
                ? Sse.UnpackLow(x.AsSingle(), y.AsSingle()).As<float, T>()
                : AdvSimd.Arm64.ZipLow(x.AsSingle(), y.AsSingle()).As<float, T>();
        }

        return Sse2.IsSupported
            ? Sse2.UnpackLow(x.AsDouble(), y.AsDouble()).As<double, T>()
            : AdvSimd.Arm64.ZipLow(x.AsDouble(), y.AsDouble()).As<double, T>();
    }

    /// <summary>The same of the upper halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> High(Vector128<T> x, Vector128<T> y)
    {
        if (typeof(T) == typeof(float))
        {
            return Sse2.IsSupported
                ? Sse.UnpackHigh(x.AsSingle(), y.AsSingle()).As<float, T>()
                : AdvSimd.Arm64.ZipHigh(x.AsSingle(), y.AsSingle()).As<float, T>();
        }

        return Sse2.IsSupported
            ? Sse2.UnpackHigh(x.AsDouble(), y.AsDouble()).As<double, T>()
            : AdvSimd.Arm64.ZipHigh(x.AsDouble(), y.AsDouble()).As<double, T>();
    }
}
