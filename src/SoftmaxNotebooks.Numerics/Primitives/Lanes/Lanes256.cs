using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A register of AVX2.</summary>
internal readonly struct Lanes256<T>(Vector256<T> value) : ILanes<Lanes256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector256<T> _value = value;

    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> x, Lanes256<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> x, Lanes256<T> y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> x, Lanes256<T> y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> x, Lanes256<T> y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator &(Lanes256<T> x, Lanes256<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator |(Lanes256<T> x, Lanes256<T> y) => new(x._value | y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Create(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(ref readonly T source, nint offset) => new(Vector256.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T destination, nint offset) => _value.StoreUnsafe(ref destination, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyAdd(Lanes256<T> x, Lanes256<T> y, Lanes256<T> z)
        => typeof(T) == typeof(float)
            ? new(Vector256.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>())
            : new(Vector256.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref Lanes256<T> sum, Lanes256<T> x, Lanes256<T> y)
    {
        // The field itself: the compiler sees in it the sum that the instruction adds to.
        ref Vector256<T> value = ref Unsafe.AsRef(in sum._value);
        value = typeof(T) == typeof(float)
            ? Vector256.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), value.AsSingle()).As<float, T>()
            : Vector256.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), value.AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Max(Lanes256<T> x, Lanes256<T> y) => new(Vector256.MaxNative(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MaxMagnitude(Lanes256<T> magnitude, Lanes256<T> x)
    {
        // Magnitudes are ordered as their bits are, NaN at the end.
        Vector256<T> absolute = Vector256.Abs(x._value);
        return typeof(T) == typeof(float)
            ? new(Vector256.Max(magnitude._value.AsInt32(), absolute.AsInt32()).As<int, T>())
            : new(Vector256.Max(magnitude._value.AsInt64(), absolute.AsInt64()).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreAtMost(Lanes256<T> x, Lanes256<T> bound) => Vector256.LessThanOrEqualAll(x._value, bound._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> KeepWhereAtLeast(Lanes256<T> value, Lanes256<T> x, Lanes256<T> bound)
        => new(value._value & Vector256.GreaterThanOrEqual(x._value, bound._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MaskFrom(int firstLane)
        => new(Vector256.GreaterThanOrEqual(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(firstLane))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MaskBelow(int firstLane)
        => new(Vector256.LessThan(Vector256<T>.Indices, Vector256.Create(T.CreateTruncating(firstLane))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Equal(Lanes256<T> x, Lanes256<T> y) => new(Vector256.Equals(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LanesOf(Lanes256<T> mask) => mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Clear(Lanes256<T> mask, Lanes256<T> x) => new(Vector256.AndNot(x._value, mask._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Select(Lanes256<T> mask, Lanes256<T> x, Lanes256<T> y) => new(Vector256.ConditionalSelect(mask._value, x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> NotANumber(Lanes256<T> x) => new(Vector256.IsNaN(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasBits(Lanes256<T> x) => x._value.AsByte() != Vector256<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> AddToExponent(Lanes256<T> x, Lanes256<T> k)
        => typeof(T) == typeof(float)
            ? new((x._value.AsInt32() + (k._value.AsInt32() << 23)).As<int, T>())
            : new((x._value.AsInt64() + (k._value.AsInt64() << 52)).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SplitExponent(Lanes256<T> x, out Lanes256<T> k)
    {
        // The difference from the bits of sqrt(1/2) is not negative; shifted, it is k, which the sum with 2^52 makes a number.
        Vector256<long> bits = x._value.AsInt64();
        Vector256<long> exponent = (bits - Vector256.Create(0x3FE6A09E667F3BCD)) >>> 52;
        k = new(((Vector256.Create(0x4330000000000000) + exponent).AsDouble() - Vector256.Create(4503599627370496.0)).As<double, T>());
        return new((bits - (exponent << 52)).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CompensatedSum Sum(Lanes256<T> sums, Lanes256<T> errors)
    {
        if (typeof(T) == typeof(float)) return new(SumOfFloats(sums), 0); // There are no errors.
        Lanes128<T> lower = new(sums._value.GetLower());
        Lanes128<T> rounded = new(errors._value.GetLower() + errors._value.GetUpper());
        LaneSum<T, Lanes128<T>>.Add(ref lower, ref rounded, new(sums._value.GetUpper()));
        return Lanes128<T>.Sum(lower, rounded);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Maximum(Lanes256<T> x)
        => Lanes128<T>.Maximum(new Lanes128<T>(Vector128.MaxNative(x._value.GetLower(), x._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SumOfFloats(Lanes256<T> x)
    {
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(x._value.AsSingle());
        Vector256<double> sum = lower + upper;
        return Vector128.Sum(sum.GetLower() + sum.GetUpper());
    }
}
