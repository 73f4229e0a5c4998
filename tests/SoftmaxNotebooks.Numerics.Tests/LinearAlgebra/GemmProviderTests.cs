using System.Numerics;
using System.Runtime.Loader;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Providers.LinearAlgebra;
using SoftmaxNotebooks.Numerics.Tests.Primitives;

namespace SoftmaxNotebooks.Numerics.Tests.LinearAlgebra;

/// <summary>MathNet has one provider and one number of threads for the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GlobalProviderTests
{
    public const string Name = "MathNet's provider";
}

/// <summary>Expected values: sums in integers, which float and double hold exactly; and MathNet's managed provider.</summary>
[Collection(GlobalProviderTests.Name)]
public sealed class GemmProviderTests : IDisposable
{
    private readonly ILinearAlgebraProvider _providerBefore = LinearAlgebraControl.Provider;
    private readonly int _degreeBefore = Control.MaxDegreeOfParallelism;
    private readonly TaskScheduler _schedulerBefore = Control.TaskScheduler;

    /// <summary>The last is large enough to be shared out among threads.</summary>
    private static (int, int, int)[] Shapes => [(0, 3, 2), (3, 0, 2), (1, 1, 1), (7, 5, 3), (1, 40, 30), (30, 40, 1), (90, 70, 80)];

    public static TheoryData<Transpose, Transpose> Transposes =>
    [
        .. from a in Enum.GetValues<Transpose>() from b in Enum.GetValues<Transpose>() select (a, b),
    ];

    public void Dispose()
    {
        LinearAlgebraControl.Provider = _providerBefore;
        (Control.MaxDegreeOfParallelism, Control.TaskScheduler) = (_degreeBefore, _schedulerBefore);
    }

    [Theory]
    [MemberData(nameof(Transposes))]
    public void Updates_with_small_integers_are_exact(Transpose transposeA, Transpose transposeB)
    {
        ILinearAlgebraProvider provider = GemmProvider.Create();
        foreach ((int m, int k, int n) in Shapes)
        {
            foreach ((int alpha, int beta) in new[] { (1, 0), (1, 1), (2, 0), (-3, 4), (0, 5), (0, 0) })
            {
                CheckUpdate<float>(provider.MatrixMultiplyWithUpdate, transposeA, transposeB, alpha, beta, m, k, n);
                CheckUpdate<double>(provider.MatrixMultiplyWithUpdate, transposeA, transposeB, alpha, beta, m, k, n);
            }
        }
    }

    [Fact]
    public void Products_of_small_integers_are_exact()
    {
        ILinearAlgebraProvider provider = GemmProvider.Create();
        foreach ((int m, int k, int n) in Shapes)
        {
            var product = new IntegerProduct(m, k, n);
            float[] floats = [.. Enumerable.Repeat(float.NaN, m * n)];
            double[] doubles = [.. Enumerable.Repeat(double.NaN, m * n)];

            provider.MatrixMultiply(
                ColumnMajor(product.A<float>(false), m, k), m, k, ColumnMajor(product.B<float>(false), k, n), k, n, floats);
            provider.MatrixMultiply(
                ColumnMajor(product.A<double>(false), m, k), m, k, ColumnMajor(product.B<double>(false), k, n), k, n, doubles);

            Assert.Equal(ColumnMajor(product.Expected<float>(), m, n), floats);
            Assert.Equal(ColumnMajor(product.Expected<double>(), m, n), doubles);
        }
    }

    [Fact]
    public void Matrices_multiply_as_with_the_managed_provider()
    {
        Matrix<double> a = new RandomRows(11).Matrix(75, 64), b = new RandomRows(12).Matrix(64, 91), c = new RandomRows(13).Matrix(91, 64);
        MathNet.Numerics.LinearAlgebra.Vector<double> x = new RandomRows(14).Vector(64);
        LinearAlgebraControl.UseManaged();
        Matrix<double> product = a * b, withTransposed = a.TransposeAndMultiply(c), gram = a.TransposeThisAndMultiply(a);
        (MathNet.Numerics.LinearAlgebra.Vector<double> image, Matrix<double> inverse) = (a * x, gram.Inverse());
        LinearAlgebraControl.Provider = GemmProvider.Create();

        // A sum of 64 products of numbers of a size of 3, in another order.
        Assert.True(Precision.AlmostEqual(product, a * b, 1e-11));
        Assert.True(Precision.AlmostEqual(withTransposed, a.TransposeAndMultiply(c), 1e-11));
        Assert.True(Precision.AlmostEqual(gram, a.TransposeThisAndMultiply(a), 1e-11));
        Assert.True(Precision.AlmostEqual(image, a * x, 1e-11));

        // What the provider does not do itself is the managed provider's, to the bit.
        Assert.Equal(inverse, gram.Inverse());
    }

    [Fact]
    public void All_that_is_no_product_of_real_matrices_is_forwarded_with_its_arguments()
    {
        ILinearAlgebraProvider provider = GemmProvider.Create();
        double[] sums = new double[3];
        provider.AddVectorToScaledVector([1, 2, 3], 10, [4, 5, 6], sums);
        Assert.Equal([41, 52, 63], sums);
        Assert.Equal(32, provider.DotProduct([1, 2, 3], [4, 5, 6]));

        Complex[] product = new Complex[1];
        provider.MatrixMultiply([Complex.ImaginaryOne], 1, 1, [Complex.ImaginaryOne], 1, 1, product);
        Assert.Equal([-Complex.One], product);

        // A symmetric matrix with the eigenvalues 1 and 3: the method with the most arguments of all.
        double[] vectors = new double[4], diagonal = new double[4];
        Complex[] values = new Complex[2];
        provider.EigenDecomp(isSymmetric: true, order: 2, [2, 1, 1, 2], vectors, values, diagonal);
        Assert.Equal([1, 3], values.Select(value => Math.Round(value.Real, 12)));
        Assert.True(provider.IsAvailable());
        provider.InitializeVerify();
        provider.FreeResources();
    }

    [Fact]
    public void A_library_that_can_be_unloaded_has_a_provider_too()
    {
        var context = new AssemblyLoadContext(name: null, isCollectible: true);
        Type type = context.LoadFromAssemblyPath(typeof(GemmProvider).Assembly.Location).GetType(typeof(GemmProvider).FullName!)!;
        var provider = (ILinearAlgebraProvider)type.GetMethod(nameof(GemmProvider.Create))!.Invoke(null, null)!;
        double[] product = new double[1];

        provider.MatrixMultiply([2, 3], 1, 2, [5, 7], 2, 1, product);

        Assert.Equal([31], product);
        Assert.NotEqual(typeof(GemmProvider).Assembly, type.Assembly);
        context.Unload();
    }

    [Fact]
    public void The_result_may_be_a_factor()
    {
        ILinearAlgebraProvider provider = GemmProvider.Create();
        double[] square = [1, 2, 3, 4];

        // Column-major [1 3; 2 4], squared: [7 15; 10 22].
        provider.MatrixMultiply(square, 2, 2, square, 2, 2, square);

        Assert.Equal([7, 10, 15, 22], square);
    }

    [Fact]
    public void What_is_times_zero_is_not_looked_at()
    {
        ILinearAlgebraProvider provider = GemmProvider.Create();
        float[] c = [float.NaN];
        provider.MatrixMultiplyWithUpdate(Transpose.DontTranspose, Transpose.DontTranspose, 2f, [3], 1, 1, [5], 1, 1, 0f, c);
        Assert.Equal([30], c);

        provider.MatrixMultiplyWithUpdate(Transpose.DontTranspose, Transpose.DontTranspose, 0f, [float.NaN], 1, 1, [5], 1, 1, 2f, c);
        Assert.Equal([60], c);
    }

    [Fact]
    public void Bits_do_not_depend_on_the_number_of_threads()
    {
        ILinearAlgebraProvider provider = GemmProvider.Create();
        var random = new RandomRows(15);
        double[] a = random.Normal(200 * 150), b = random.Normal(150 * 170), one = new double[200 * 170], many = new double[200 * 170];

        Control.MaxDegreeOfParallelism = 1;
        provider.MatrixMultiply(a, 200, 150, b, 150, 170, one);
        Control.MaxDegreeOfParallelism = 4;
        provider.MatrixMultiply(a, 200, 150, b, 150, 170, many);

        Assert.Equal(one, many);
    }

    [Fact]
    public void With_one_thread_nothing_is_given_to_the_scheduler()
    {
        Control.TaskScheduler = new NoScheduler();
        Control.MaxDegreeOfParallelism = 1;
        double[] c = new double[200 * 200];

        GemmProvider.Create().MatrixMultiply(new double[200 * 200], 200, 200, new double[200 * 200], 200, 200, c);

        Assert.Equal(new double[200 * 200], c);
    }

    [Fact]
    public void Arguments_that_are_no_product_are_refused()
    {
        ILinearAlgebraProvider provider = GemmProvider.Create();
        Assert.Throws<ArgumentNullException>("a", () => provider.MatrixMultiply((float[])null!, 1, 1, [1], 1, 1, new float[1]));
        Assert.Throws<ArgumentNullException>("b", () => provider.MatrixMultiply([1], 1, 1, (double[])null!, 1, 1, new double[1]));
        Assert.Throws<ArgumentNullException>("c", () => provider.MatrixMultiply([1], 1, 1, [1], 1, 1, (double[])null!));
        Check("A has 5 entries; a matrix of 2 × 3 has 6.", () => Multiply(new float[5], new float[6], new float[4]));
        Check("B has 7 entries; a matrix of 3 × 2 has 6.", () => Multiply(new float[6], new float[7], new float[4]));
        Check("C has 5 entries; the product of 2 × 3 and 3 × 2 has 4.", () => Multiply(new float[6], new float[6], new float[5]));
        Check(
            "The factors are 3 × 2 and 3 × 2: the first must have as many columns as the second has rows.",
            () => provider.MatrixMultiplyWithUpdate(
                Transpose.Transpose, Transpose.DontTranspose, 1.0, new double[6], 2, 3, new double[6], 3, 2, 0.0, new double[9]));
        Check(
            "transposeB is 5; it must be DontTranspose, Transpose or ConjugateTranspose.",
            () => provider.MatrixMultiplyWithUpdate(
                Transpose.Transpose, (Transpose)5, 1.0, new double[6], 2, 3, new double[6], 3, 2, 0.0, new double[9]));
        Check("rowsA ('-1') must be a non-negative value.", () => provider.MatrixMultiply([1], -1, -1, [1], 1, 1, new float[1]));

        void Multiply(float[] a, float[] b, float[] c) => provider.MatrixMultiply(a, 2, 3, b, 3, 2, c);

        static void Check(string message, Action multiply)
            => Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(multiply).Message, StringComparison.Ordinal);
    }

    private delegate void Update<T>(
        Transpose transposeA, Transpose transposeB, T alpha, T[] a, int rowsA, int columnsA, T[] b, int rowsB, int columnsB, T beta, T[] c);

    private static void CheckUpdate<T>(
        Update<T> update, Transpose transposeA, Transpose transposeB, int alpha, int beta, int m, int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var product = new IntegerProduct(m, k, n);
        bool turnsA = transposeA != Transpose.DontTranspose, turnsB = transposeB != Transpose.DontTranspose;
        (int rowsA, int columnsA) = turnsA ? (k, m) : (m, k);
        (int rowsB, int columnsB) = turnsB ? (n, k) : (k, n);
        T[] c = [.. Enumerable.Range(0, m * n).Select(i => T.CreateChecked((i % 7) - 3))];
        (T a, T b) = (T.CreateChecked(alpha), T.CreateChecked(beta));
        T[] expected = [.. ColumnMajor(product.Expected<T>(), m, n).Zip(c, (sum, before) => (a * sum) + (b * before))];

        update(
            transposeA, transposeB, a, ColumnMajor(product.A<T>(turnsA), rowsA, columnsA), rowsA, columnsA,
            ColumnMajor(product.B<T>(turnsB), rowsB, columnsB), rowsB, columnsB, b, c);

        Assert.Equal(expected, c);
    }

    private static T[] ColumnMajor<T>(T[] rowMajor, int rowCount, int columnCount)
        => [.. from j in Enumerable.Range(0, columnCount) from i in Enumerable.Range(0, rowCount) select rowMajor[(i * columnCount) + j]];

    private sealed class NoScheduler : TaskScheduler
    {
        protected override IEnumerable<Task> GetScheduledTasks() => [];

        protected override void QueueTask(Task task) => throw new InvalidOperationException("There is no thread.");

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
            => throw new InvalidOperationException("There is no thread.");
    }
}
