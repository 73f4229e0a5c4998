using SoftmaxNotebooks.Numerics;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Peers;

/// <summary>This library, by what notebooks call.</summary>
internal static class OwnLibrary
{
    public static Contender Create() => new InProcessContender(
        Contender.Ours, Contender.ThreadText(1), InProcessContender.VersionOf(typeof(SoftmaxPrimitives)), Prepare);

    /// <summary>Where rows can be shared out among threads.</summary>
    public static Contender CreateParallel(int threadCount) => new InProcessContender(
        Contender.Ours, Contender.ThreadText(threadCount), InProcessContender.VersionOf(typeof(SoftmaxPrimitives)),
        (work, inputs) => PrepareParallel(work, inputs, new ParallelOptions { MaxDegreeOfParallelism = threadCount }), threadCount);

    private static Repetition? Prepare(Work work, IReadOnlyList<Array> inputs)
    {
        switch (work.Operation)
        {
            case Operation.MatrixMultiply:
                return null;
            case Operation.Training:
                return Training(work, inputs);
            case Operation.LogSumExp:
                Array sums = Arrays.Create(work.Precision, work.Rows);
                return new Repetition(LogSumExp(work.Columns, inputs[0], sums), sums);
            case Operation.Jacobian:
                Array jacobian = Arrays.Create(work.Precision, work.Columns * work.Columns);
                return new Repetition(Derivative(work.Operation, inputs, jacobian), jacobian);
            case Operation.Vjp or Operation.Jvp:
                Array product = Arrays.Create(work.Precision, work.Columns);
                return new Repetition(Derivative(work.Operation, inputs, product), product);
            default:
                Array rows = Arrays.Create(work.Precision, work.Rows * work.Columns);
                return new Repetition(Rows(work.Operation, work.Columns, inputs[0], rows), rows);
        }
    }

    private static Repetition? PrepareParallel(Work work, IReadOnlyList<Array> inputs, ParallelOptions options)
    {
        if (work.Operation is not (Operation.Softmax or Operation.LogSoftmax) || work.Rows == 1) return null;
        Array rows = Arrays.Create(work.Precision, work.Rows * work.Columns);
        Action once = (work.Operation, inputs[0], rows) switch
        {
            (Operation.Softmax, float[] z, float[] p) => () => SoftmaxPrimitives.SoftmaxRows(z, work.Columns, p, options),
            (Operation.Softmax, double[] z, double[] p) => () => SoftmaxPrimitives.SoftmaxRows(z, work.Columns, p, options),
            (_, float[] z, float[] l) => () => SoftmaxPrimitives.LogSoftmaxRows(z, work.Columns, l, options),
            (_, double[] z, double[] l) => () => SoftmaxPrimitives.LogSoftmaxRows(z, work.Columns, l, options),
            _ => throw new ArgumentException("The inputs are neither float nor double.", nameof(inputs)),
        };
        return new Repetition(once, rows);
    }

    private static Action Rows(Operation operation, int columnCount, Array logits, Array destination) => (operation, logits, destination) switch
    {
        (Operation.Softmax, float[] z, float[] p) => () => SoftmaxPrimitives.SoftmaxRows(z, columnCount, p),
        (Operation.Softmax, double[] z, double[] p) => () => SoftmaxPrimitives.SoftmaxRows(z, columnCount, p),
        (_, float[] z, float[] p) => () => SoftmaxPrimitives.LogSoftmaxRows(z, columnCount, p),
        _ => () => SoftmaxPrimitives.LogSoftmaxRows((double[])logits, columnCount, (double[])destination),
    };

    private static Action LogSumExp(int columnCount, Array logits, Array destination) => (logits, destination) switch
    {
        (float[] z, float[] sums) => () => SoftmaxPrimitives.LogSumExpRows(z, columnCount, sums),
        _ => () => SoftmaxPrimitives.LogSumExpRows((double[])logits, columnCount, (double[])destination),
    };

    private static Action Derivative(Operation operation, IReadOnlyList<Array> inputs, Array destination)
    {
        if (inputs[0] is float[] p)
        {
            float[] result = (float[])destination, vector = operation == Operation.Jacobian ? [] : (float[])inputs[1];
            return operation switch
            {
                Operation.Jacobian => () => SoftmaxPrimitives.SoftmaxJacobian(p, result),
                Operation.Vjp => () => SoftmaxPrimitives.SoftmaxVjp(p, vector, result),
                _ => () => SoftmaxPrimitives.SoftmaxJvp(p, vector, result),
            };
        }

        double[] probabilities = (double[])inputs[0], product = (double[])destination;
        double[] other = operation == Operation.Jacobian ? [] : (double[])inputs[1];
        return operation switch
        {
            Operation.Jacobian => () => SoftmaxPrimitives.SoftmaxJacobian(probabilities, product),
            Operation.Vjp => () => SoftmaxPrimitives.SoftmaxVjp(probabilities, other, product),
            _ => () => SoftmaxPrimitives.SoftmaxJvp(probabilities, other, product),
        };
    }

    private static Repetition Training(Work work, IReadOnlyList<Array> inputs)
    {
        var examples = new LabelledExamples((float[])inputs[0], work.Layers[0], (int[])inputs[1]);
        var network = ThreeLayerNetwork.Create(work.Layers[0], work.Layers[1], work.Layers[2]);
        var options = new TrainingOptions
        {
            EpochCount = 1,
            BatchSize = TrainingWork.BatchSize,
            LearningRate = TrainingWork.LearningRate,
            Schedule = LearningRateSchedule.Constant,
        };
        float[] accuracy = new float[1];
        return new Repetition(
            () => accuracy[0] = (float)Trainer.Train(network, examples, options).History.Epochs[^1].Accuracy, accuracy);
    }
}

/// <summary>What all who train have in common.</summary>
internal static class TrainingWork
{
    public const int BatchSize = 128;
    public const double LearningRate = 0.001;
}
