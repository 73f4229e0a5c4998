using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>What holds for the derivatives of every row: seeded random rows, from soft to saturated.</summary>
public class DerivativePropertyTests
{
    /// <summary>The rounding unit of a double, 2^-53.</summary>
    private static readonly double Unit = Math.ScaleB(1, -53);

    [Fact]
    public void Jacobian_is_symmetric_and_its_rows_and_columns_sum_to_0()
    {
        ForEachRow(1000, 20, (p, _) =>
        {
            Jacobian jacobian = SoftmaxDerivatives.Jacobian(p);
            for (int i = 0; i < p.Count; i++)
            {
                // Relative to the diagonal, the largest entry of the row: that also catches a diagonal that cancelled to 0.
                double tolerance = (2 * p.Count * Unit * jacobian[i, i]) + (p.Count * double.Epsilon);
                Assert.Equal(0, jacobian.RowSums[i], tolerance);
                Assert.Equal(0, jacobian.ColumnSums[i], tolerance);
                for (int j = 0; j < i; j++) Assert.Equal(jacobian[i, j], jacobian[j, i]);
            }
        });
    }

    [Fact]
    public void Jacobian_is_positive_semidefinite_of_rank_C_minus_1_and_its_null_vector_is_constant()
    {
        var random = new RandomRows(5);
        for (int row = 0; row < 200; row++)
        {
            // Mild logits: the eigenvalues of a saturated row span more than 16 digits, and no eigenvalue routine can count them.
            int count = random.Length(2, 8);
            Matrix<double> jacobian = SoftmaxDerivatives.Jacobian(random.Vector(count).Softmax()).Matrix;
            double[] eigenvalues = [.. jacobian.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).Order()];

            Assert.Equal(0, eigenvalues[0], 1e-15);
            Assert.True(eigenvalues[1] > 1e-6, $"second smallest eigenvalue {eigenvalues[1]:R}");
            Assert.True((jacobian * Vector<double>.Build.Dense(count, 1)).AbsoluteMaximum() < 1e-15);
        }
    }

    [Fact]
    public void Vjp_is_the_product_with_the_Jacobian()
    {
        ForEachRow(2000, 20, (p, g) =>
        {
            Jacobian jacobian = SoftmaxDerivatives.Jacobian(p);
            Vector<double> vjp = SoftmaxDerivatives.Vjp(p, g);

            // The matrix product sums C terms of size up to J[i,i] |g|: that is its rounding error.
            double[] scale = [.. jacobian.Matrix.Diagonal().Select(d => 8 * p.Count * Unit * d * g.AbsoluteMaximum())];
            AssertWithin(jacobian.Vjp(g), vjp, scale);
            AssertWithin(jacobian.Jvp(g), vjp, scale);
        });
    }

    [Fact]
    public void Jvp_and_vjp_are_the_same_numbers_because_the_Jacobian_is_symmetric()
    {
        ForEachRow(2000, 67, (p, g) => Assert.Equal(SoftmaxDerivatives.Vjp(p, g), SoftmaxDerivatives.Jvp(p, g)));
    }

    [Fact]
    public void Vjp_sums_to_0_relative_to_its_largest_entry_however_saturated_the_row()
    {
        // The unanchored formula leaves a sum ten times the largest entry on rows like these.
        ForEachRow(3000, 67, (p, g) => AssertSumsToZero(SoftmaxDerivatives.Vjp(p, g)));

        foreach (double gap in Enumerable.Range(1, 70).Select(i => 10.0 * i))
        {
            Vector<double> p = Vector<double>.Build.Dense([gap, 0, 1, 2]).Softmax();
            AssertSumsToZero(SoftmaxDerivatives.Vjp(p, Vector<double>.Build.Dense([1, 2, -3, 0.5])));
        }
    }

    // Expected: mpmath, 1000 digits; softmax_reference_cases.json, vjp_softmax/tf/40-0. PyTorch, JAX and TensorFlow give [0, -4.2e-18].
    [Fact]
    public void Saturated_vjp_keeps_both_entries()
    {
        Vector<double> p = Vector<double>.Build.Dense([40, 0]).Softmax();

        Vector<double> vjp = SoftmaxDerivatives.Vjp(p, Vector<double>.Build.Dense([1, 0]));

        Assert.Equal(4.248354255291589e-18, vjp[0], 1e-32);
        Assert.Equal(-4.248354255291589e-18, vjp[1], 1e-32);
        Assert.Equal(0, vjp.Sum());

        float[] single = new float[2];
        SoftmaxPrimitives.SoftmaxVjp(new[] { 40f, 0f }.Softmax(), [1f, 0f], single);
        Assert.Equal(4.248354255291589e-18, single[0], 1e-24);
        Assert.Equal(0, single.Sum());
    }

    [Fact]
    public void Vjp_of_a_constant_gradient_is_exactly_0()
    {
        ForEachRow(1000, 67, (p, g) =>
            Assert.All(SoftmaxDerivatives.Vjp(p, Vector<double>.Build.Dense(p.Count, g[0])), dz => Assert.Equal(0, dz)));
    }

    [Fact]
    public void Vjp_and_log_softmax_vjp_are_linear_in_the_gradient()
    {
        // Exactly, for a factor that is a power of two; except for subnormal entries, which are rounded before the factor.
        ForEachRow(1000, 67, (p, g) =>
        {
            double[] subnormal = [.. p.Select(_ => 4 * double.Epsilon)];
            AssertWithin(-4 * SoftmaxDerivatives.Vjp(p, g), SoftmaxDerivatives.Vjp(p, -4 * g), subnormal);
            AssertWithin(-4 * SoftmaxDerivatives.LogSoftmaxVjp(p, g), SoftmaxDerivatives.LogSoftmaxVjp(p, -4 * g), subnormal);
        });
    }

    [Fact]
    public void Log_softmax_vjp_is_the_product_with_its_transposed_Jacobian()
    {
        ForEachRow(2000, 20, (p, g) =>
        {
            Vector<double> expected = SoftmaxDerivatives.LogSoftmaxJacobian(p).Vjp(g);
            double[] tolerance = [.. p.Select(_ => 4 * p.Count * Unit * g.AbsoluteMaximum())];
            AssertWithin(expected, SoftmaxDerivatives.LogSoftmaxVjp(p, g), tolerance);
        });
    }

    [Fact]
    public void Log_softmax_vjp_sums_to_0_relative_to_its_largest_entry()
    {
        ForEachRow(3000, 67, (p, g) => AssertSumsToZero(SoftmaxDerivatives.LogSoftmaxVjp(p, g)));

        // A gradient at the top class only: there all entries are as small as the probability of the others.
        ForEachRow(1000, 67, (p, g) =>
        {
            g.Clear();
            g[p.MaximumIndex()] = 1;
            AssertSumsToZero(SoftmaxDerivatives.LogSoftmaxVjp(p, g));
        });
    }

    [Theory]
    [InlineData("Vjp")]
    [InlineData("Log-softmax vjp")]
    [InlineData("Log-sum-exp gradient")]
    [InlineData("Directional Hessian")]
    public void Derivative_agrees_with_central_differences(string name)
    {
        // (f(z + h) - f(z - h)) / 2h with h = 1e-5 is right to h²/6 |f'''| + eps/h, about 1e-10, for logits of order 1.
        const double Step = 1e-5;
        var random = new RandomRows(13);
        for (int row = 0; row < 100; row++)
        {
            int count = random.Length(1, 8);
            Vector<double> z = random.Vector(count);
            Vector<double> g = random.Vector(count);
            for (int j = 0; j < count; j++)
            {
                Vector<double> h = Vector<double>.Build.Dense(count);
                h[j] = Step;
                (Vector<double> analytic, Vector<double> numeric) = name switch
                {
                    "Vjp" => (
                        Only(SoftmaxDerivatives.Vjp(z.Softmax(), g)[j]), Difference(x => Only(x.Softmax() * g))),
                    "Log-softmax vjp" => (
                        Only(SoftmaxDerivatives.LogSoftmaxVjp(z.Softmax(), g)[j]), Difference(x => Only(x.LogSoftmax() * g))),
                    "Log-sum-exp gradient" => (
                        Only(SoftmaxDerivatives.LogSumExpGradient(z)[j]), Difference(x => Only(x.LogSumExp()))),
                    _ => (
                        SoftmaxDerivatives.DirectionalHessian(z.Softmax(), g).Matrix.Column(j), Difference(x => SoftmaxDerivatives.Vjp(x.Softmax(), g))),
                };
                Assert.Equal(0, (analytic - numeric).AbsoluteMaximum(), 1e-9);

                Vector<double> Difference(Func<Vector<double>, Vector<double>> f) => (f(z + h) - f(z - h)) / (2 * Step);
            }
        }

        static Vector<double> Only(double value) => Vector<double>.Build.Dense(1, value);
    }

    [Fact]
    public void Jacobian_primitive_refuses_a_destination_that_is_not_C_by_C_or_overlaps_and_leaves_it_untouched()
    {
        double[] destination = [7, 7, 7];
        double[] shared = [0.5, 0.5, 7, 7];

        Assert.Throws<ArgumentException>(() => SoftmaxPrimitives.SoftmaxJacobian([0.5, 0.5], destination));
        Assert.Throws<ArgumentException>(() => SoftmaxPrimitives.SoftmaxJacobian(shared.AsSpan(0, 2), shared));
        Assert.Equal([7, 7, 7], destination);
        Assert.Equal([0.5, 0.5, 7, 7], shared);
    }

    [Fact]
    public void Jacobian_of_no_classes_is_empty_and_of_one_class_is_0()
    {
        SoftmaxPrimitives.SoftmaxJacobian([], Span<double>.Empty);
        double[] single = [7];
        SoftmaxPrimitives.SoftmaxJacobian([1.0], single);
        Assert.Equal([0], single);
    }

    private static void ForEachRow(int rowCount, int longest, Action<Vector<double>, Vector<double>> check)
    {
        var random = new RandomRows(20260923);
        for (int row = 0; row < rowCount; row++)
        {
            Vector<double> logits = random.Logits(random.Length(1, longest));
            check(logits.Softmax(), random.Vector(logits.Count));
        }
    }

    private static void AssertSumsToZero(Vector<double> gradient)
        => Assert.Equal(0, gradient.Sum(), (4 * gradient.Count * Unit * gradient.AbsoluteMaximum()) + (gradient.Count * double.Epsilon));

    private static void AssertWithin(Vector<double> expected, Vector<double> actual, double[] tolerances)
    {
        for (int j = 0; j < expected.Count; j++) Assert.Equal(expected[j], actual[j], tolerances[j] + double.Epsilon);
    }
}
