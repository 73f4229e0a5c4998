using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A register of AVX-512.</summary>
internal readonly struct Lanes512<T>(Vector512<T> value) : ILanes<Lanes512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> x, Lanes512<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> x, Lanes512<T> y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> x, Lanes512<T> y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> x, Lanes512<T> y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator &(Lanes512<T> x, Lanes512<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator |(Lanes512<T> x, Lanes512<T> y) => new(x._value | y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Create(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(ref readonly T source, nint offset) => new(Vector512.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T destination, nint offset) => _value.StoreUnsafe(ref destination, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> x, Lanes512<T> y, Lanes512<T> z)
        => typeof(T) == typeof(float)
            ? new(Vector512.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>())
            : new(Vector512.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref Lanes512<T> sum, Lanes512<T> x, Lanes512<T> y)
    {
        // The field itself: the compiler sees in it the sum that the instruction adds to.
        ref Vector512<T> value = ref Unsafe.AsRef(in sum._value);
        value = typeof(T) == typeof(float)
            ? Vector512.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), value.AsSingle()).As<float, T>()
            : Vector512.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), value.AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Max(Lanes512<T> x, Lanes512<T> y) => new(Vector512.MaxNative(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MaxMagnitude(Lanes512<T> magnitude, Lanes512<T> x)
    {
        // Magnitudes are ordered as their bits are, NaN at the end.
        Vector512<T> absolute = Vector512.Abs(x._value);
        return typeof(T) == typeof(float)
            ? new(Vector512.Max(magnitude._value.AsInt32(), absolute.AsInt32()).As<int, T>())
            : new(Vector512.Max(magnitude._value.AsInt64(), absolute.AsInt64()).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreAtMost(Lanes512<T> x, Lanes512<T> bound) => Vector512.LessThanOrEqualAll(x._value, bound._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> KeepWhereAtLeast(Lanes512<T> value, Lanes512<T> x, Lanes512<T> bound)
        => new(value._value & Vector512.GreaterThanOrEqual(x._value, bound._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MaskFrom(int firstLane)
        => new(Vector512.GreaterThanOrEqual(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(firstLane))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MaskBelow(int firstLane)
        => new(Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(firstLane))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Equal(Lanes512<T> x, Lanes512<T> y) => new(Vector512.Equals(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LanesOf(Lanes512<T> mask) => mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Clear(Lanes512<T> mask, Lanes512<T> x) => new(Vector512.AndNot(x._value, mask._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Select(Lanes512<T> mask, Lanes512<T> x, Lanes512<T> y) => new(Vector512.ConditionalSelect(mask._value, x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> NotANumber(Lanes512<T> x) => new(Vector512.IsNaN(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasBits(Lanes512<T> x) => x._value.AsByte() != Vector512<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> AddToExponent(Lanes512<T> x, Lanes512<T> k)
        => typeof(T) == typeof(float)
            ? new((x._value.AsInt32() + (k._value.AsInt32() << 23)).As<int, T>())
            : new((x._value.AsInt64() + (k._value.AsInt64() << 52)).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SplitExponent(Lanes512<T> x, out Lanes512<T> k)
    {
        // The difference from the bits of sqrt(1/2) is not negative; shifted, it is k, which the sum with 2^52 makes a number.
        Vector512<long> bits = x._value.AsInt64();
        Vector512<long> exponent = (bits - Vector512.Create(0x3FE6A09E667F3BCD)) >>> 52;
        k = new(((Vector512.Create(0x4330000000000000) + exponent).AsDouble() - Vector512.Create(4503599627370496.0)).As<double, T>());
        return new((bits - (exponent << 52)).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedSum Sum(Lanes512<T> sums, Lanes512<T> errors)
    {
        if (typeof(T) == typeof(float)) return new(SumOfFloats(sums), 0); // There are no errors.
        Lanes256<T> lower = new(sums._value.GetLower());
        Lanes256<T> rounded = new(errors._value.GetLower() + errors._value.GetUpper());
        LaneSum<T, Lanes256<T>>.Add(ref lower, ref rounded, new(sums._value.GetUpper()));
        return Lanes256<T>.Sum(lower, rounded);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Maximum(Lanes512<T> x)
        => Lanes256<T>.Maximum(new Lanes256<T>(Vector256.MaxNative(x._value.GetLower(), x._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SumOfFloats(Lanes512<T> x)
    {
        (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(x._value.AsSingle());
        Vector256<double> half = (lower + upper).GetLower() + (lower + upper).GetUpper();
        return Vector128.Sum(half.GetLower() + half.GetUpper());
    }
}
