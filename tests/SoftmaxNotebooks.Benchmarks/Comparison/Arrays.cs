using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>Arrays of whichever numbers.</summary>
internal static class Arrays
{
    public static double[] ToDoubles(this Array values) => values switch
    {
        double[] doubles => doubles,
        float[] floats => Array.ConvertAll(floats, value => (double)value),
        _ => throw new ArgumentException($"{values.GetType().Name} holds neither floats nor doubles."),
    };

    /// <summary>The memory of the array.</summary>
    public static ReadOnlySpan<byte> Bytes(this Array values) => values switch
    {
        double[] doubles => MemoryMarshal.AsBytes<double>(doubles),
        float[] floats => MemoryMarshal.AsBytes<float>(floats),
        int[] integers => MemoryMarshal.AsBytes<int>(integers),
        _ => throw new ArgumentException($"{values.GetType().Name} holds neither floats nor doubles nor integers."),
    };

    /// <summary>What numpy calls the type of its elements.</summary>
    public static string ElementName(this Array values) => values switch
    {
        double[] => "float64",
        float[] => "float32",
        int[] => "int32",
        _ => throw new ArgumentException($"{values.GetType().Name} holds neither floats nor doubles nor integers."),
    };

    public static Array FromBytes(string elementName, ReadOnlySpan<byte> bytes) => elementName switch
    {
        "float64" => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        "float32" => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        _ => throw new ContenderException($"An answer holds {elementName}; float32 or float64 was expected."),
    };

    public static Array Create(Precision precision, int count) => precision == Precision.Float ? new float[count] : new double[count];

    public static Array Rounded(double[] values, Precision precision)
        => precision == Precision.Float ? Array.ConvertAll(values, value => (float)value) : values;
}
