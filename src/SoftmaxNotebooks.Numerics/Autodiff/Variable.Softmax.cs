namespace SoftmaxNotebooks.Numerics;

// Softmax, its logarithm, log-sum-exp and cross-entropy: of a vector, or of each row of a matrix. Symbols: N rows, C classes, z logits,
// p probabilities, l log-probabilities. Formulas, edge values and sources: SoftmaxPrimitives and CrossEntropy, which do the computing.
public sealed partial class Variable
{
    private delegate void RowsProduct(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outputGradient, int columnCount, Span<double> destination);

    /// <summary>p[j] = exp(z[j]) / sum over k of exp(z[k]); dz[j] = p[j] · (g[j] - sum over i of p[i] g[i])</summary>
    /// <remarks>
    /// Shapes: logits (C) or (N × C), result the same: of the vector, or of each row. For a temperature T write (z / T).Softmax().
    /// </remarks>
    /// <exception cref="ArgumentException">It is a scalar.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Softmax()
    {
        int columnCount = RowLength("Softmax");
        double[] p = SoftmaxOf(Value, columnCount);
        return Tape.Record(
            "Softmax",
            new TapeValue(Shape, p),
            (this, (g, dz) => AddProduct(SoftmaxPrimitives.SoftmaxVjpRows, p, g, columnCount, dz)));
    }

    /// <summary>l[j] = z[j] - log(sum over k of exp(z[k])); dz[j] = g[j] - p[j] · (sum of g)</summary>
    /// <remarks>Shapes: logits (C) or (N × C), result the same: of the vector, or of each row.</remarks>
    /// <exception cref="ArgumentException">It is a scalar.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable LogSoftmax()
    {
        int columnCount = RowLength("LogSoftmax");
        TapeValue z = Value;
        double[] l = new double[Shape.Count];
        SoftmaxPrimitives.LogSoftmaxRows(z.Entries, columnCount, l);

        // The probabilities come from the logits: exp(l) would have the rounding error of l, which is large where l is.
        return Tape.Record(
            "LogSoftmax",
            new TapeValue(Shape, l),
            (this, (g, dz) => AddProduct(SoftmaxPrimitives.LogSoftmaxVjpRows, SoftmaxOf(z, columnCount), g, columnCount, dz)));
    }

    /// <summary>y = log(sum over j of exp(z[j])); dz[j] = g p[j]</summary>
    /// <remarks>
    /// Shapes: logits (C), y a scalar; or logits (N × C), y (N): of each row. -inf over no entries. To subtract y from each row of a matrix
    /// z, on which it would be spread as a row, write <c>(z.Transpose() - y).Transpose()</c>; that difference is <see cref="LogSoftmax"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">It is a scalar.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable LogSumExp()
    {
        int columnCount = RowLength("LogSumExp");
        TapeValue z = Value;
        double[] y = new double[Shape.RowCount];
        for (int n = 0; n < y.Length; n++) y[n] = SoftmaxPrimitives.LogSumExp(z.Entries.Slice(n * Shape.ColumnCount, Shape.ColumnCount));

        return Tape.Record("LogSumExp", new TapeValue(ShapeOfRowResults, y), (this, (g, dz) =>
        {
            double[] p = SoftmaxOf(z, columnCount);
            for (int k = 0; k < dz.Length; k++) dz[k] += g[k / columnCount] * p[k];
        }));
    }

    /// <summary>loss = -log p[t], where p = softmax(z) and t is the target class; dz[j] = g · (p[j] - (j = t ? 1 : 0))</summary>
    /// <remarks>Shapes: logits (C), result a scalar. A batch of one: the options apply as to a batch.</remarks>
    /// <exception cref="ArgumentException">
    /// It is no vector. The target lies outside [0, C) and is not the index to ignore. The class weights do not fit. The reduction is the
    /// mean and there is nothing to average: the target is ignored, or its weight is 0.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable CrossEntropy(int targetClass, CrossEntropyOptions? options = null)
    {
        if (Shape.Rank != 1) throw new ArgumentException($"CrossEntropy: {Label} is {Shape}; with one target class it takes a vector.");
        return CrossEntropy([targetClass], options);
    }

    /// <summary>
    /// loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z), reduced as the options say; one class index per row.
    /// dz[n,j] = g · ((sum over i of q[n,i]) p[n,j] - q[n,j]) / (the divisor of the reduction)
    /// </summary>
    /// <remarks>
    /// Shapes: logits (N × C), or (C) as one row; targets (N), result a scalar. With the reduction none, result (N) for a matrix. Takes
    /// logits: softmax is part of the loss.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// It is a scalar. There are no classes, C = 0. A target lies outside [0, C) and is not the index to ignore. The lengths do not fit
    /// together. The reduction is the mean and there is nothing to average: no rows, or a total weight of 0.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable CrossEntropy(ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
    {
        RowLength("CrossEntropy");
        TapeShape shape = TapeShape.Vector(targets.Length);
        if (targets.Length != Shape.RowCount) throw TargetsDoNotFit(shape, "there must be one target for each row");
        CheckHasClasses(shape);
        return CrossEntropyOf(TargetRows<double>.OfClasses(targets, Shape.Count, Shape.ColumnCount, options));
    }

    /// <summary>
    /// loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z), reduced as the options say; one distribution per row.
    /// dz[n,j] = g · ((sum over i of q[n,i]) p[n,j] - q[n,j]) / (the divisor of the reduction)
    /// </summary>
    /// <remarks>
    /// Shapes: logits (C) or (N × C), targets the same, result a scalar; with the reduction none, result (N) for a matrix. The targets are
    /// not differentiated. Takes logits: softmax is part of the loss.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// It is a scalar. There are no classes, C = 0. The targets have another shape than the logits. A target is negative, infinite or NaN,
    /// or an index to ignore is set. The reduction is the mean and there is nothing to average: no rows.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable CrossEntropy(TapeValue targets, CrossEntropyOptions? options = null)
    {
        RowLength("CrossEntropy");
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Shape != Shape) throw TargetsDoNotFit(targets.Shape, "the shapes must be equal");
        CheckHasClasses(targets.Shape);
        return CrossEntropyOf(TargetRows<double>.OfDistributions(targets.Entries, Shape.Count, Shape.ColumnCount, options));
    }

    /// <remarks>
    /// The gradient is computed with the loss: it comes from the exponentials of the logits, not through the softmax, and so it does not
    /// cancel where an answer is sure and right.
    /// </remarks>
    private Variable CrossEntropyOf(TargetRows<double> targets)
    {
        bool isReduced = targets.Reduction != Reduction.None;
        double[] losses = new double[isReduced ? 1 : Shape.RowCount];
        double[] gradient = new double[Shape.Count];
        if (isReduced) losses[0] = CrossEntropyBatch.Loss(Value.Entries, targets);
        else CrossEntropyBatch.Losses(Value.Entries, targets, losses);
        CrossEntropyBatch.Gradient(Value.Entries, targets, gradient);

        int entriesPerLoss = isReduced ? Shape.Count : Shape.ColumnCount;
        return Tape.Record("CrossEntropy", new TapeValue(isReduced ? TapeShape.Scalar : ShapeOfRowResults, losses), (this, (g, dz) =>
        {
            for (int k = 0; k < dz.Length; k++) dz[k] += g[k / entriesPerLoss] * gradient[k];
        }));
    }

    private void CheckHasClasses(TapeShape targets)
    {
        if (Shape.ColumnCount == 0) throw TargetsDoNotFit(targets, "without classes there is no cross-entropy");
    }

    private ArgumentException TargetsDoNotFit(TapeShape targets, string reason)
        => new($"CrossEntropy: {Label} is {Shape} and targets is {targets}; {reason}.", nameof(targets));

    /// <summary>One number for each row: a scalar for a vector, which is one row.</summary>
    private TapeShape ShapeOfRowResults => Shape.Rank == 2 ? TapeShape.Vector(Shape.RowCount) : TapeShape.Scalar;

    /// <summary>C; 1 if there are no entries, because the kernels ask for rows of at least one.</summary>
    private int RowLength(string operation) => Shape.Rank > 0
        ? Math.Max(Shape.ColumnCount, 1)
        : throw new ArgumentException($"{operation}: {Label} is {Shape}; it takes a vector or a matrix.");

    private static double[] SoftmaxOf(TapeValue logits, int columnCount)
    {
        double[] p = new double[logits.Shape.Count];
        SoftmaxPrimitives.SoftmaxRows(logits.Entries, columnCount, p);
        return p;
    }

    private static void AddProduct(RowsProduct product, double[] probabilities, ReadOnlySpan<double> g, int columnCount, Span<double> dz)
    {
        double[] contribution = new double[dz.Length];
        product(probabilities, g, columnCount, contribution);
        AddTo(dz, contribution);
    }
}
