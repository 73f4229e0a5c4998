using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A register of SSE or NEON.</summary>
internal readonly struct Lanes128<T>(Vector128<T> value) : ILanes<Lanes128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector128<T> _value = value;

    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> x, Lanes128<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> x, Lanes128<T> y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> x, Lanes128<T> y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> x, Lanes128<T> y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator &(Lanes128<T> x, Lanes128<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator |(Lanes128<T> x, Lanes128<T> y) => new(x._value | y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Create(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(ref readonly T source, nint offset) => new(Vector128.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T destination, nint offset) => _value.StoreUnsafe(ref destination, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyAdd(Lanes128<T> x, Lanes128<T> y, Lanes128<T> z)
        => typeof(T) == typeof(float)
            ? new(Vector128.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>())
            : new(Vector128.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref Lanes128<T> sum, Lanes128<T> x, Lanes128<T> y)
    {
        // The field itself: the compiler sees in it the sum that the instruction adds to.
        ref Vector128<T> value = ref Unsafe.AsRef(in sum._value);
        value = typeof(T) == typeof(float)
            ? Vector128.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), value.AsSingle()).As<float, T>()
            : Vector128.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), value.AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Max(Lanes128<T> x, Lanes128<T> y) => new(Vector128.MaxNative(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MaxMagnitude(Lanes128<T> magnitude, Lanes128<T> x)
    {
        // Magnitudes are ordered as their bits are, NaN at the end.
        Vector128<T> absolute = Vector128.Abs(x._value);
        return typeof(T) == typeof(float)
            ? new(Vector128.Max(magnitude._value.AsInt32(), absolute.AsInt32()).As<int, T>())
            : new(Vector128.Max(magnitude._value.AsInt64(), absolute.AsInt64()).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreAtMost(Lanes128<T> x, Lanes128<T> bound) => Vector128.LessThanOrEqualAll(x._value, bound._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> KeepWhereAtLeast(Lanes128<T> value, Lanes128<T> x, Lanes128<T> bound)
        => new(value._value & Vector128.GreaterThanOrEqual(x._value, bound._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MaskFrom(int firstLane)
        => new(Vector128.GreaterThanOrEqual(Vector128<T>.Indices, Vector128.Create(T.CreateTruncating(firstLane))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MaskBelow(int firstLane)
        => new(Vector128.LessThan(Vector128<T>.Indices, Vector128.Create(T.CreateTruncating(firstLane))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Equal(Lanes128<T> x, Lanes128<T> y) => new(Vector128.Equals(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LanesOf(Lanes128<T> mask) => mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Clear(Lanes128<T> mask, Lanes128<T> x) => new(Vector128.AndNot(x._value, mask._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Select(Lanes128<T> mask, Lanes128<T> x, Lanes128<T> y) => new(Vector128.ConditionalSelect(mask._value, x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> NotANumber(Lanes128<T> x) => new(Vector128.IsNaN(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasBits(Lanes128<T> x) => x._value.AsByte() != Vector128<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> AddToExponent(Lanes128<T> x, Lanes128<T> k)
        => typeof(T) == typeof(float)
            ? new((x._value.AsInt32() + (k._value.AsInt32() << 23)).As<int, T>())
            : new((x._value.AsInt64() + (k._value.AsInt64() << 52)).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SplitExponent(Lanes128<T> x, out Lanes128<T> k)
    {
        // The difference from the bits of sqrt(1/2) is not negative; shifted, it is k, which the sum with 2^52 makes a number.
        Vector128<long> bits = x._value.AsInt64();
        Vector128<long> exponent = (bits - Vector128.Create(0x3FE6A09E667F3BCD)) >>> 52;
        k = new(((Vector128.Create(0x4330000000000000) + exponent).AsDouble() - Vector128.Create(4503599627370496.0)).As<double, T>());
        return new((bits - (exponent << 52)).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedSum Sum(Lanes128<T> sums, Lanes128<T> errors)
    {
        if (typeof(T) == typeof(float)) return new(SumOfFloats(sums) + SumOfFloats(errors), 0);
        Vector128<double> high = sums._value.AsDouble(), low = errors._value.AsDouble();
        CompensatedSum sum = new(high[0], low[0] + low[1]);
        sum.Add(high[1]);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Maximum(Lanes128<T> x)
    {
        if (typeof(T) == typeof(double)) return T.MaxNative(x._value[0], x._value[1]);
        // Halves of such a vector would go through the memory.
        Vector128<T> pairs = Vector128.MaxNative(x._value, Vector128.Shuffle(x._value.AsInt64(), Vector128.Create(1L, 0)).As<long, T>());
        return T.MaxNative(pairs[0], pairs[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SumOfFloats(Lanes128<T> x)
    {
        (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(x._value.AsSingle());
        return Vector128.Sum(lower + upper);
    }
}
