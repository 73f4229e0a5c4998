using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests;

/// <summary>Seeded random inputs: the same on every run.</summary>
internal sealed class RandomRows(int seed)
{
    private readonly Random _random = new(seed);

    public int Length(int minimum, int maximum) => _random.Next(minimum, maximum + 1);

    public bool[] Mask(int length) => [.. Enumerable.Range(0, length).Select(_ => _random.Next(3) > 0)];

    /// <summary>Standard normal numbers (Box and Muller) times a scale.</summary>
    public double[] Normal(int length, double scale = 1) => [.. Enumerable.Range(0, length).Select(_ => scale * Normal())];

    /// <summary>Logits of a scale from 1 (soft) to 200 (saturated), drawn per row.</summary>
    public Vector<double> Logits(int length) => Vector<double>.Build.Dense(Normal(length, Math.Pow(200, _random.NextDouble())));

    public Vector<double> Vector(int length) => Vector<double>.Build.Dense(Normal(length));

    public Matrix<double> Matrix(int rowCount, int columnCount)
        => Matrix<double>.Build.DenseOfRowMajor(rowCount, columnCount, Normal(rowCount * columnCount, 3));

    /// <summary>Class indices in [0, C).</summary>
    public int[] Classes(int count, int classCount) => [.. Enumerable.Range(0, count).Select(_ => _random.Next(classCount))];

    private double Normal()
        => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
