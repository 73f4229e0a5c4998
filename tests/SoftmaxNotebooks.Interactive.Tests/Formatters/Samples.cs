using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;
using Complex = System.Numerics.Complex;
using Complex32 = MathNet.Numerics.Complex32;

namespace SoftmaxNotebooks.Interactive.Tests.Formatters;

/// <summary>Values of every displayed type at the edges of what can exist: what holds of a table must hold of each of these.</summary>
internal static class Samples
{
    private static readonly double[] Strange =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue,
        -0.0, 0, 5e-324, -2.2e-308, 1 / 3.0, 1e6, -1e-5,
    ];

    private static readonly string[] HostileNames =
        ["<script>alert(1)</script>", "\" onmouseover=\"x", "'&amp;'", "</td></table>", "a\nb\u202Ec\0", "", new string('名', 1000)];

    /// <summary>Tables of numbers; made anew each time, as a notebook does.</summary>
    public static IReadOnlyDictionary<string, Func<NumberTable>> Tables { get; } = new Dictionary<string, Func<NumberTable>>
    {
        ["Jacobian of softmax, 3 × 3"] = () => JacobianFormatter.TableOf(SoftmaxJacobian(3, seed: 1)),
        ["Jacobian of softmax, 10 × 10"] = () => JacobianFormatter.TableOf(SoftmaxJacobian(10, seed: 1)),
        ["Jacobian, 1 × 1"] = () => JacobianOf(1, 1, (_, _) => 0.25),
        ["Jacobian, 0 × 0"] = () => JacobianOf(0, 0, (_, _) => 0),
        ["Jacobian, 0 × 3"] = () => JacobianOf(0, 3, (_, _) => 0),
        ["Jacobian, 3 × 0"] = () => JacobianOf(3, 0, (_, _) => 0),
        ["Jacobian of zeros"] = () => JacobianOf(3, 3, (_, _) => 0),
        ["Jacobian of NaN"] = () => JacobianOf(2, 2, (_, _) => double.NaN),
        ["Jacobian of strange numbers"] = () => JacobianOf(4, 12, (i, j) => Strange[(i + j) % Strange.Length]),
        ["Jacobian, huge"] = () => JacobianOf(2, 3, (i, j) => new[,] { { 1.0, 1, 1e200 }, { -1e155, double.MaxValue, double.MinValue } }[i, j]),
        ["Jacobian, one huge entry"] = () => JacobianOf(1, 3, (_, j) => j == 2 ? 1.7e308 : 1),
        ["Jacobian, tiny"] = () => JacobianOf(2, 2, (i, j) => i == j ? 5e-324 : -1e-170),
        ["Jacobian with hostile names"] = () => Named(HostileNames),
        ["Jacobian, the longest that is shown"] = () => Named([.. Enumerable.Repeat(new string('"', 1000), 21)]),
        ["Jacobian, large"] = () => Named([.. Enumerable.Repeat(new string('"', 1000), 100)]),
        ["Jacobian, wide"] = () => JacobianOf(10, 784, (i, j) => Math.Sin(i + j)),
        ["Matrix<double>, empty"] = () => MatrixFormatter.TableOf(Matrix<double>.Build.Dense(0, 0), NumberKind.Double),
        ["Matrix<double>, large"] = () => MatrixFormatter.TableOf(
            Matrix<double>.Build.Dense(1000, 1000, (i, j) => Strange[(i + j) % Strange.Length]), NumberKind.Double),
        ["Matrix<double>, sparse"] = () => MatrixFormatter.TableOf(Matrix<double>.Build.SparseIdentity(3), NumberKind.Double),
        ["Matrix<float>"] = () => MatrixFormatter.TableOf(Matrix<float>.Build.Dense(2, 3, 0.1f), NumberKind.Single),
        ["Matrix<Complex>, large"] = () => MatrixFormatter.TableOf(
            Matrix<Complex>.Build.Dense(50, 50, (i, j) => new Complex(-Math.Exp(i - 99.1), -Math.Exp(j - 99.1))), NumberKind.Complex),
        ["Matrix<Complex32>"] = () => MatrixFormatter.TableOf(
            Matrix<Complex32>.Build.Dense(2, 2, new Complex32(1.5f, float.NaN)), NumberKind.Complex32),
        ["Vector<double>, empty"] = () => VectorFormatter.TableOf(Vector<double>.Build.Dense(0), NumberKind.Double),
        ["Vector<double>, strange"] = () => VectorFormatter.TableOf(Vector<double>.Build.Dense(Strange), NumberKind.Double),
        ["Vector<double>, long"] = () => VectorFormatter.TableOf(Vector<double>.Build.Dense(100_000, i => -i / 7.0), NumberKind.Double),
        ["Vector<float>"] = () => VectorFormatter.TableOf(Vector<float>.Build.Dense([1.5f, float.Epsilon]), NumberKind.Single),
        ["Vector<Complex>"] = () => VectorFormatter.TableOf(Vector<Complex>.Build.Dense([new Complex(1, -0.0)]), NumberKind.Complex),
        ["Vector<Complex32>"] = () => VectorFormatter.TableOf(Vector<Complex32>.Build.Dense([new Complex32(1, 2)]), NumberKind.Complex32),
        ["Jacobian, the extreme in the gap"] = () => JacobianOf(40, 60, (i, j) => i == 20 && j == 30 ? -5 : Math.Cos(i * j)),
        ["Jacobian, NaN in the gap"] = () => JacobianOf(100, 100, (i, j) => i == 50 && j == 51 ? double.NaN : i - j),
        ["Jacobian of random numbers, 22 × 22"] = () => Named([.. Enumerable.Repeat(new string('"', 1000), 22)]),
        ["Matrix<Complex>, NaN in a part"] = () => MatrixFormatter.TableOf(
            Matrix<Complex>.Build.Dense(40, 40, (i, j) => new Complex(i, i == 20 && j == 20 ? double.NaN : j)), NumberKind.Complex),
        ["Matrix<double>, sparse and larger than memory"] = () => MatrixFormatter.TableOf(
            Matrix<double>.Build.SparseOfIndexed(1_000_000, 1_000_000, [(500_000, 600_000, -2.0)]), NumberKind.Double),
        ["Vector<float>, long"] = () => VectorFormatter.TableOf(Vector<float>.Build.Dense(784, i => i * 0.1f), NumberKind.Single),
        ["double[]"] = () => ArrayFormatter.TableOf(Strange, NumberKind.Double),
        ["double[], empty"] = () => ArrayFormatter.TableOf(Array.Empty<double>(), NumberKind.Double),
        ["float[]"] = () => ArrayFormatter.TableOf([0.1f, float.NaN], NumberKind.Single),
        ["double[,]"] = () => ArrayFormatter.TableOf(new[,] { { 1, -2.5 }, { double.NaN, -0.0 } }, NumberKind.Double),
        ["double[,], large"] = () => ArrayFormatter.TableOf(new double[300, 2], NumberKind.Double),
        ["float[,], empty"] = () => ArrayFormatter.TableOf(new float[0, 4], NumberKind.Single),
        ["double[][], ragged"] = () => ArrayFormatter.TableOf(new double[]?[] { [1, 2, 3], null, [], [4] }, NumberKind.Double),
        ["double[][], empty"] = () => ArrayFormatter.TableOf(Array.Empty<double[]>(), NumberKind.Double),
        ["double[][], nulls"] = () => ArrayFormatter.TableOf(new double[]?[] { null, null }, NumberKind.Double),
    };

    /// <summary>Everything that is shown as HTML.</summary>
    public static IReadOnlyDictionary<string, Func<IRendering>> All { get; } = new Dictionary<string, Func<IRendering>>(
        Tables.Select(table => KeyValuePair.Create<string, Func<IRendering>>(table.Key, table.Value)))
    {
        ["Jacobian to copy, 3 × 3"] = () => JacobianFormatter.RenderingOf(SoftmaxJacobian(3, seed: 1)),
        ["Jacobian to copy, 16 × 16"] = () => JacobianFormatter.RenderingOf(SoftmaxJacobian(16, seed: 1)),
        ["Jacobian to copy, strange"] = () => JacobianFormatter.RenderingOf(MatrixOf(4, 12, (i, j) => Strange[(i + j) % Strange.Length])),
        ["Jacobian to copy, hostile names"] = () => JacobianFormatter.RenderingOf(MatrixOf(7, 7, (i, j) => i - j, HostileNames, HostileNames)),
        ["Jacobian to copy, too large"] = () => JacobianFormatter.RenderingOf(SoftmaxJacobian(17, seed: 1)),
        ["Jacobian to copy, 0 × 3"] = () => JacobianFormatter.RenderingOf(MatrixOf(0, 3, (_, _) => 0)),
        ["Difference of two Jacobians"] = () => Difference(SoftmaxJacobian(4, seed: 1), SoftmaxJacobian(4, seed: 2)),
        ["Difference of equal Jacobians"] = () => Difference(SoftmaxJacobian(4, seed: 1), SoftmaxJacobian(4, seed: 1)),
        ["Difference, 0 × 0"] = () => Difference(MatrixOf(0, 0, (_, _) => 0), MatrixOf(0, 0, (_, _) => 0)),
        ["Difference, strange"] = () => Difference(
            MatrixOf(4, 12, (i, j) => Strange[(i + j) % Strange.Length]), MatrixOf(4, 12, (i, j) => Strange[(i * j) % Strange.Length])),
        ["Difference, hostile names"] = () => Difference(
            MatrixOf(7, 7, (i, j) => i - j, HostileNames, HostileNames), MatrixOf(7, 7, (i, j) => i, HostileNames, HostileNames)),
        ["Difference, the largest"] = () => Difference(HostileNoise(seed: 1), HostileNoise(seed: 2)),
    };

    public static Jacobian SoftmaxJacobian(int classCount, int seed, double largestLogit = 4)
    {
        var random = new Random(seed);
        return SoftmaxDerivatives.Jacobian(Vector<double>.Build.Dense(classCount, _ => largestLogit * random.NextDouble()).Softmax());
    }

    public static NumberTable JacobianOf(
        int rowCount, int columnCount, Func<int, int, double> entry, string[]? outputNames = null, string[]? inputNames = null)
        => JacobianFormatter.TableOf(MatrixOf(rowCount, columnCount, entry, outputNames, inputNames));

    public static Jacobian MatrixOf(
        int rowCount, int columnCount, Func<int, int, double> entry, string[]? outputNames = null, string[]? inputNames = null)
        => Jacobian.FromMatrix(Matrix<double>.Build.Dense(rowCount, columnCount, entry), outputNames, inputNames);

    private static JacobianDifferenceFormatter Difference(Jacobian a, Jacobian b) => new(a.CompareWith(b));

    private static Jacobian HostileNoise(int seed)
    {
        var random = new Random(seed);
        string[] names = [.. Enumerable.Repeat(new string('"', 1000), 150)];
        return MatrixOf(150, 150, (_, _) => -1e-300 * random.NextDouble(), names, names);
    }

    /// <summary>Square, with numbers as long as numbers get.</summary>
    private static NumberTable Named(string[] names)
        => JacobianOf(names.Length, names.Length, (i, j) => -1.2345678901234567e-300 * (i + 1) * (j + 1), names, names);
}
