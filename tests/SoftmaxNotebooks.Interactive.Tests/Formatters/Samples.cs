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

    public static IReadOnlyDictionary<string, NumberTable> Tables { get; } = new Dictionary<string, NumberTable>
    {
        ["Jacobian of softmax, 3 × 3"] = JacobianFormatter.TableOf(SoftmaxJacobian(3, seed: 1)),
        ["Jacobian of softmax, 10 × 10"] = JacobianFormatter.TableOf(SoftmaxJacobian(10, seed: 1)),
        ["Jacobian, 1 × 1"] = JacobianOf(1, 1, (_, _) => 0.25),
        ["Jacobian, 0 × 0"] = JacobianOf(0, 0, (_, _) => 0),
        ["Jacobian, 0 × 3"] = JacobianOf(0, 3, (_, _) => 0),
        ["Jacobian, 3 × 0"] = JacobianOf(3, 0, (_, _) => 0),
        ["Jacobian of zeros"] = JacobianOf(3, 3, (_, _) => 0),
        ["Jacobian of NaN"] = JacobianOf(2, 2, (_, _) => double.NaN),
        ["Jacobian of strange numbers"] = JacobianOf(4, 12, (i, j) => Strange[(i + j) % Strange.Length]),
        ["Jacobian with hostile names"] = Named(HostileNames),
        ["Jacobian, the longest that is shown"] = Named([.. Enumerable.Repeat(new string('"', 1000), 21)]),
        ["Jacobian, large"] = Named([.. Enumerable.Repeat(new string('"', 1000), 100)]),
        ["Jacobian, wide"] = JacobianOf(10, 784, (i, j) => Math.Sin(i + j)),
        ["Matrix<double>, empty"] = MatrixFormatter.TableOf(Matrix<double>.Build.Dense(0, 0), "double", Number.Of),
        ["Matrix<double>, large"] = MatrixFormatter.TableOf(
            Matrix<double>.Build.Dense(1000, 1000, (i, j) => Strange[(i + j) % Strange.Length]), "double", Number.Of),
        ["Matrix<double>, sparse"] = MatrixFormatter.TableOf(Matrix<double>.Build.SparseIdentity(3), "double", Number.Of),
        ["Matrix<float>"] = MatrixFormatter.TableOf(Matrix<float>.Build.Dense(2, 3, 0.1f), "float", Number.Of),
        ["Matrix<Complex>, large"] = MatrixFormatter.TableOf(
            Matrix<Complex>.Build.Dense(50, 50, (i, j) => new Complex(-Math.Exp(i - 99.1), -Math.Exp(j - 99.1))), "Complex", Number.Of),
        ["Matrix<Complex32>"] = MatrixFormatter.TableOf(
            Matrix<Complex32>.Build.Dense(2, 2, new Complex32(1.5f, float.NaN)), "Complex32", Number.Of),
        ["Vector<double>, empty"] = VectorFormatter.TableOf(Vector<double>.Build.Dense(0), "double", Number.Of),
        ["Vector<double>, strange"] = VectorFormatter.TableOf(Vector<double>.Build.Dense(Strange), "double", Number.Of),
        ["Vector<double>, long"] = VectorFormatter.TableOf(Vector<double>.Build.Dense(1_000_000, i => -i / 7.0), "double", Number.Of),
        ["Vector<float>"] = VectorFormatter.TableOf(Vector<float>.Build.Dense([1.5f, float.Epsilon]), "float", Number.Of),
        ["Vector<Complex>"] = VectorFormatter.TableOf(Vector<Complex>.Build.Dense([new Complex(1, -0.0)]), "Complex", Number.Of),
        ["Vector<Complex32>"] = VectorFormatter.TableOf(Vector<Complex32>.Build.Dense([new Complex32(1, 2)]), "Complex32", Number.Of),
    };

    public static Jacobian SoftmaxJacobian(int classCount, int seed, double largestLogit = 4)
    {
        var random = new Random(seed);
        return SoftmaxDerivatives.Jacobian(Vector<double>.Build.Dense(classCount, _ => largestLogit * random.NextDouble()).Softmax());
    }

    public static NumberTable JacobianOf(
        int rowCount, int columnCount, Func<int, int, double> entry, string[]? outputNames = null, string[]? inputNames = null)
        => JacobianFormatter.TableOf(Jacobian.FromMatrix(Matrix<double>.Build.Dense(rowCount, columnCount, entry), outputNames, inputNames));

    /// <summary>Square, with numbers as long as numbers get.</summary>
    private static NumberTable Named(string[] names)
        => JacobianOf(names.Length, names.Length, (i, j) => -1.2345678901234567e-300 * (i + 1) * (j + 1), names, names);
}
