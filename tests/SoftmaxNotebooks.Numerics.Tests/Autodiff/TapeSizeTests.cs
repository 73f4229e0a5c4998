using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Autodiff;

/// <summary>Long, wide and many: what a tape does with its stack, its memory and its threads.</summary>
public class TapeSizeTests
{
    [Fact]
    public void A_chain_of_100_000_nodes_needs_no_stack()
    {
        // y = w + w + … + w: dy/dw counts the summands. A walk by recursion would need some 10 MB of stack for 100 000 calls.
        double gradient = 0;
        int drawnNodes = 0;
        RunOnSmallStack(() =>
        {
            using var tape = new GradientTape();
            Variable w = tape.Variable(0.5);
            Variable y = w;
            for (int i = 0; i < 100_000; i++) y += w;
            gradient = tape.Gradient(y, w).Scalar;
            tape.Jacobian(y, w);
            drawnNodes = tape.ToGraphviz(y).Split("label").Length + tape.ToMermaid(y).Split("<br/>").Length - 2;
        });

        Assert.Equal(100_001, gradient);
        Assert.Equal(2 * 100_001, drawnNodes);
    }

    [Fact]
    public void A_sum_over_20_000_entries_taken_one_by_one_is_differentiated_at_once()
    {
        // An array of the vector's length for each entry would come to 3 GB.
        const int count = 20_000;
        using var tape = new GradientTape();
        Variable x = tape.Variable(Vector<double>.Build.Dense(count, 1.0));
        Variable sum = x[0];
        for (int i = 1; i < count; i++) sum += i * x[i];

        long before = GC.GetAllocatedBytesForCurrentThread();
        Vector<double> gradient = tape.Gradient(sum, x);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1, gradient[0]);
        Assert.Equal(Enumerable.Range(1, count - 1).Select(i => (double)i), gradient.Skip(1));
        Assert.True(allocated < 20_000_000, FormattableString.Invariant($"{allocated} bytes"));
    }

    [Fact]
    public void A_gradient_allocates_nothing_for_nodes_that_it_does_not_pass()
    {
        // 100 nodes of 80 kB that the cost does not depend on, and 100 that it does but that do not depend on w.
        using var tape = new GradientTape();
        Variable w = tape.Variable(2.0);
        Variable other = tape.Variable(Vector<double>.Build.Dense(10_000, 1.0));
        Variable unused = other;
        Variable used = other;
        for (int i = 0; i < 100; i++) (unused, used) = (-unused * w, -used);
        Variable cost = w * used.Sum();
        tape.Gradient(cost, w);

        long before = GC.GetAllocatedBytesForCurrentThread();
        double gradient = tape.Gradient(cost, w).Scalar;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(10_000, gradient);
        Assert.True(allocated < 80_000, FormattableString.Invariant($"{allocated} bytes"));
    }

    [Fact]
    public void A_gradient_costs_as_much_at_the_end_of_20_000_training_steps_on_one_tape_as_at_their_beginning()
    {
        // Each step goes on from the last on the tape itself: w[k+1] depends on all weights before. cost = w²/2, so w shrinks by 1 - rate.
        using var tape = new GradientTape();
        Variable w = tape.Variable(1.0);
        var allocatedAtTheEnd = new List<long>();
        for (int step = 0; step < 20_000; step++)
        {
            Variable cost = w * w / 2;
            long before = GC.GetAllocatedBytesForCurrentThread();
            TapeValue gradient = tape.Gradient(cost, w);
            if (step >= 19_900) allocatedAtTheEnd.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            w -= 1e-4 * tape.Constant(gradient);
        }

        // It takes some 2 kB. One bit for each node of the tape, seven for each step, would come to 17 kB in the end. The median, because a
        // collection of garbage in between counts what is left of the thread's last 8 kB as allocated.
        long median = allocatedAtTheEnd.Order().ElementAt(50);
        Assert.True(median < 8_000, FormattableString.Invariant($"{median} bytes in a step"));

        Assert.Equal(Math.Pow(1 - 1e-4, 20_000), w.Value.Scalar, 1e-12);
    }

    [Fact]
    public void Drawing_an_output_looks_at_nothing_that_it_does_not_depend_on()
    {
        using var tape = new GradientTape();
        Variable w = tape.Variable(1.0);
        Variable unused = w;
        for (int i = 0; i < 100_000; i++) unused = -unused;
        Variable output = w.Exp();
        tape.ToGraphviz(output);

        long before = GC.GetAllocatedBytesForCurrentThread();
        tape.ToGraphviz(output);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated < 50_000, FormattableString.Invariant($"{allocated} bytes"));
    }

    [Fact]
    public void A_Jacobian_finds_the_way_back_once_for_all_of_its_rows()
    {
        // y = w c, where c stands behind 10 000 nodes without w, which only finding the way visits: some 100 bytes for each, each time.
        using var tape = new GradientTape();
        Variable w = tape.Variable(Vector<double>.Build.Dense(100, 1.0));
        Variable c = tape.Variable(2.0);
        for (int i = 0; i < 10_000; i++) c = -c;
        Variable y = w * c;

        long before = GC.GetAllocatedBytesForCurrentThread();
        Jacobian jacobian = tape.Jacobian(y, w);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(2 * Matrix<double>.Build.DenseIdentity(100), jacobian.Matrix);
        Assert.True(allocated < 10_000_000, FormattableString.Invariant($"{allocated} bytes"));
    }

    [Fact]
    public async Task Tapes_on_different_threads_do_not_disturb_each_other()
    {
        Matrix<double>[] alone = [.. Enumerable.Range(0, 4).Select(Train)];

        Matrix<double>[] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() => Train(seed))));

        Assert.Equal(alone, together);
    }

    [Fact]
    public async Task Gradients_of_one_tape_can_be_taken_on_several_threads()
    {
        using var tape = new GradientTape();
        var random = new RandomRows(5);
        Variable w = tape.Variable(random.Matrix(4, 5));
        Variable cost = w.MatMul(random.Matrix(5, 3)).CrossEntropy([0, 1, 2, 0]);
        Matrix<double> alone = tape.Gradient(cost, w);

        TapeValue[] together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => tape.Gradient(cost, w))));

        Assert.All(together, gradient => Assert.Equal(alone, gradient.Matrix));
    }

    private static Matrix<double> Train(int seed)
    {
        var random = new RandomRows(seed);
        Matrix<double> inputs = random.Matrix(10, 4);
        int[] targets = random.Classes(10, 3);
        Matrix<double> weights = random.Matrix(4, 3);
        for (int step = 0; step < 50; step++)
        {
            using var tape = new GradientTape();
            Variable w = tape.Variable(weights);
            Variable cost = tape.Constant(inputs).MatMul(w).CrossEntropy(targets);
            weights -= 0.1 * tape.Gradient(cost, w);
        }

        return weights;
    }

    private static void RunOnSmallStack(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action), maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        if (failure is not null) throw new InvalidOperationException("The action failed on the small stack.", failure);
    }
}
