using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A single number, for machines without vectors.</summary>
internal readonly struct OneLane<T>(T value) : ILanes<OneLane<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _value = value;

    public static int Count => 1;

    public static OneLane<T> operator +(OneLane<T> x, OneLane<T> y) => new(x._value + y._value);

    public static OneLane<T> operator -(OneLane<T> x, OneLane<T> y) => new(x._value - y._value);

    public static OneLane<T> operator *(OneLane<T> x, OneLane<T> y) => new(x._value * y._value);

    public static OneLane<T> operator /(OneLane<T> x, OneLane<T> y) => new(x._value / y._value);

    public static OneLane<T> operator &(OneLane<T> x, OneLane<T> y)
        => typeof(T) == typeof(float)
            ? new(FromBits(Bits32(x._value) & Bits32(y._value)))
            : new(FromBits(Bits64(x._value) & Bits64(y._value)));

    public static OneLane<T> operator |(OneLane<T> x, OneLane<T> y)
        => typeof(T) == typeof(float)
            ? new(FromBits(Bits32(x._value) | Bits32(y._value)))
            : new(FromBits(Bits64(x._value) | Bits64(y._value)));

    public static OneLane<T> Create(T value) => new(value);

    public static OneLane<T> Load(ref readonly T source, nint offset) => new(Unsafe.Add(ref Unsafe.AsRef(in source), offset));

    public void Store(ref T destination, nint offset) => Unsafe.Add(ref destination, offset) = _value;

    public static OneLane<T> MultiplyAdd(OneLane<T> x, OneLane<T> y, OneLane<T> z) => new(T.MultiplyAddEstimate(x._value, y._value, z._value));

    public static void AddProduct(ref OneLane<T> sum, OneLane<T> x, OneLane<T> y)
        => Unsafe.AsRef(in sum._value) = T.MultiplyAddEstimate(x._value, y._value, sum._value);

    public static OneLane<T> Max(OneLane<T> x, OneLane<T> y) => new(T.MaxNative(x._value, y._value));

    public static OneLane<T> MaxMagnitude(OneLane<T> magnitude, OneLane<T> x) => new(T.Abs(T.MaxMagnitude(magnitude._value, x._value)));

    public static bool AreAtMost(OneLane<T> x, OneLane<T> bound) => x._value <= bound._value;

    public static OneLane<T> KeepWhereAtLeast(OneLane<T> value, OneLane<T> x, OneLane<T> bound)
        => x._value >= bound._value ? value : default;

    public static OneLane<T> MaskFrom(int firstLane) => Mask(firstLane <= 0);

    public static OneLane<T> MaskBelow(int firstLane) => Mask(firstLane > 0);

    public static OneLane<T> Equal(OneLane<T> x, OneLane<T> y) => Mask(x._value == y._value);

    public static ulong LanesOf(OneLane<T> mask) => HasBits(mask) ? 1UL : 0;

    public static OneLane<T> Clear(OneLane<T> mask, OneLane<T> x) => HasBits(mask) ? default : x;

    public static OneLane<T> Select(OneLane<T> mask, OneLane<T> x, OneLane<T> y) => HasBits(mask) ? x : y;

    public static OneLane<T> NotANumber(OneLane<T> x) => T.IsNaN(x._value) ? x : default;

    public static bool HasBits(OneLane<T> x) => x._value != T.Zero;

    public static OneLane<T> AddToExponent(OneLane<T> x, OneLane<T> k)
        => typeof(T) == typeof(float)
            ? new(FromBits(Bits32(x._value) + (Bits32(k._value) << 23)))
            : new(FromBits(Bits64(x._value) + (Bits64(k._value) << 52)));

    public static OneLane<T> SplitExponent(OneLane<T> x, out OneLane<T> k)
    {
        int exponent = T.ILogB(x._value);
        T m = T.ScaleB(x._value, -exponent);
        if (m >= T.CreateTruncating(1.4142135623730951)) (m, exponent) = (T.ScaleB(m, -1), exponent + 1);
        k = new(T.CreateTruncating(exponent));
        return new(m);
    }

    public static CompensatedSum Sum(OneLane<T> sums, OneLane<T> errors)
        => new(double.CreateTruncating(sums._value), double.CreateTruncating(errors._value));

    public static T Maximum(OneLane<T> x) => x._value;

    private static OneLane<T> Mask(bool isSet) => !isSet ? default : typeof(T) == typeof(float) ? new(FromBits(-1)) : new(FromBits(-1L));

    private static int Bits32(T value) => Unsafe.BitCast<T, int>(value);

    private static long Bits64(T value) => Unsafe.BitCast<T, long>(value);

    private static T FromBits(int bits) => Unsafe.BitCast<int, T>(bits);

    private static T FromBits(long bits) => Unsafe.BitCast<long, T>(bits);
}
