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
    public static Lanes128<T> operator &(Lanes128<T> x, Lanes128<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator |(Lanes128<T> x, Lanes128<T> y) => new(x._value | y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Create(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(ref readonly T source, int offset) => new(Vector128.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T destination, int offset) => _value.StoreUnsafe(ref destination, (nuint)offset);

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
    public static Lanes128<T> Quotient(Lanes128<T> x, Lanes128<T> divisor, Lanes128<T> rest, Lanes128<T> reciprocal)
    {
        if (!Widest.HasFusedMultiplyAdd) return new(x._value / divisor._value);
        Lanes128<T> quotient = x * reciprocal;
        Lanes128<T> minus = new(-quotient._value);
        return MultiplyAdd(MultiplyAdd(minus, rest, MultiplyAdd(minus, divisor, x)), reciprocal, quotient);
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
    public static ulong Equal(Lanes128<T> x, Lanes128<T> y) => Vector128.Equals(x._value, y._value).ExtractMostSignificantBits();

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
    public void AddTo(ref CompensatedSum sum)
    {
        if (typeof(T) == typeof(float))
        {
            (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(_value.AsSingle());
            sum.Add(Vector128.Sum(lower + upper));
        }
        else
        {
            sum.Add(_value.AsDouble()[0]);
            sum.Add(_value.AsDouble()[1]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Maximum(Lanes128<T> x)
    {
        Vector128<T> pairs = Vector128.MaxNative(x._value, Vector128.Create(x._value.GetUpper(), x._value.GetUpper()));
        return typeof(T) == typeof(float) ? T.MaxNative(pairs[0], pairs[1]) : pairs[0];
    }
}
