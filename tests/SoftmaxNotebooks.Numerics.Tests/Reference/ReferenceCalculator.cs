using System.Text.Json;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Reference;

/// <summary>What a reference case asks for, computed with the public functions of the library.</summary>
internal static class ReferenceCalculator
{
    /// <summary>All numbers of the result in reading order.</summary>
    public static double[] Compute(ReferenceCase reference) => reference.Function switch
    {
        "softmax" => AlongAxis(reference, Softmax, (x, axis) => axis == 0 ? x.SoftmaxColumns() : x.SoftmaxRows()),
        "log_softmax" => AlongAxis(
            reference, (c, x) => x.LogSoftmax(), (x, axis) => axis == 0 ? x.LogSoftmaxColumns() : x.LogSoftmaxRows()),
        "log_softmax_twice" => [.. reference.Vector("x").LogSoftmax().LogSoftmax()],
        "logsumexp" => LogSumExp(reference),
        "logsumexp_repeat" =>
            [SoftmaxPrimitives.LogSumExp([.. Enumerable.Repeat(reference.Argument<double>("value"), reference.Argument<int>("count"))])],
        "logsumexp_signed" => LogSumExpSigned(reference),
        "softmax_jacobian" => RowMajor(SoftmaxDerivatives.Jacobian(reference.Vector("x").Softmax()).Matrix),
        "softmax_linear" => [.. LinearSoftmax(reference)],
        "softmax_linear_jacobian_W" => LinearSoftmaxJacobian(reference),
        "softmax_vjp" => [.. SoftmaxDerivatives.Vjp(
            reference.Vector("x").Softmax(mask: reference.ArgumentOrDefault<bool[]>("mask")), reference.Vector("g"))],
        "softmax_jvp" => RowMajor(SoftmaxDerivatives.JvpRows(reference.Matrix("x").SoftmaxRows(), reference.Matrix("v"))),
        "log_softmax_vjp" => LogSoftmaxVjp(reference),
        "logsumexp_gradient" => [.. SoftmaxDerivatives.LogSumExpGradient(
            reference.Vector("x"), reference.ArgumentOrDefault<bool[]>("mask"))],
        "logsumexp_hessian" => RowMajor(SoftmaxDerivatives.LogSumExpHessian(reference.Vector("x")).Matrix),
        "softmax_directional_hessian" =>
            RowMajor(SoftmaxDerivatives.DirectionalHessian(reference.Vector("x").Softmax(), reference.Vector("u")).Matrix),
        "cross_entropy" or "cross_entropy_soft" => CrossEntropyLoss(reference),
        "cross_entropy_gradient" or "cross_entropy_soft_gradient" => CrossEntropyGradient(reference),
        "softmax_squared_error_gradient" => SquaredErrorGradient(reference),
        "three_layer_network" => ThreeLayerNetwork(reference),
        _ => throw new InvalidOperationException($"No calculation for {reference.Function} of {reference.Id}."),
    };

    private static Vector<double> Softmax(ReferenceCase reference, Vector<double> x)
    {
        double temperature = reference.Has("temperature") ? reference.Argument<double>("temperature") : 1;
        return x.Softmax(temperature, reference.ArgumentOrDefault<bool[]>("mask"));
    }

    /// <summary>A vector, a matrix along one axis, or an array of any rank taken apart into the lines along its axis.</summary>
    private static double[] AlongAxis(
        ReferenceCase reference,
        Func<ReferenceCase, Vector<double>, Vector<double>> ofVector,
        Func<Matrix<double>, int, Matrix<double>> ofMatrix)
    {
        int rank = reference.Rank("x");
        int? axis = reference.ArgumentOrDefault<int?>("axis");
        double[] entries = [.. ReferenceCase.Flatten(reference.Json("x"))];
        if (rank == 1 || axis is null) return [.. ofVector(reference, Vector<double>.Build.Dense(entries))];

        int axisFromStart = axis < 0 ? axis.Value + rank : axis.Value;
        if (rank == 2) return RowMajor(ofMatrix(reference.Matrix("x"), axisFromStart));

        int[] shape = ShapeOf(reference.Json("x"), rank);
        int length = shape[axisFromStart];
        int stride = shape[(axisFromStart + 1)..].Aggregate(1, (product, size) => product * size);
        double[] result = new double[entries.Length];
        foreach (int start in Enumerable.Range(0, entries.Length).Where(i => i / stride % length == 0))
        {
            Vector<double> line = ofVector(reference, Vector<double>.Build.Dense(length, k => entries[start + (k * stride)]));
            for (int k = 0; k < length; k++) result[start + (k * stride)] = line[k];
        }

        return result;
    }

    private static int[] ShapeOf(JsonElement element, int rank)
    {
        int[] shape = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            shape[i] = element.GetArrayLength();
            element = element[0];
        }

        return shape;
    }

    private static double[] LogSumExp(ReferenceCase reference)
    {
        if (reference.Rank("x") == 1)
        {
            Vector<double> x = reference.Vector("x");
            return [reference.Has("b") ? x.LogSumExp(reference.Vector("b")) : x.LogSumExp()];
        }

        Matrix<double> matrix = reference.Matrix("x");

        // The one list of axes in the file names both axes: all entries.
        if (reference.Json("axis").ValueKind == JsonValueKind.Array) return [RowMajor(matrix).LogSumExp()];
        return [.. reference.Argument<int>("axis") == 0 ? matrix.LogSumExpColumns() : matrix.LogSumExpRows()];
    }

    private static double[] LogSumExpSigned(ReferenceCase reference)
    {
        (double value, double sign) = SoftmaxPrimitives.LogSumExpSigned(
            reference.Argument<double[]>("x"), reference.Argument<double[]>("b"));
        return [value, sign];
    }

    private static Vector<double> LinearSoftmax(ReferenceCase reference) => (reference.Matrix("W") * reference.Vector("x")).Softmax();

    /// <summary>dp[i]/dW[k,l] = dp[i]/dz[k] · x[l], because z = W x; W in row-major order.</summary>
    private static double[] LinearSoftmaxJacobian(ReferenceCase reference)
    {
        Matrix<double> jacobian = SoftmaxDerivatives.Jacobian(LinearSoftmax(reference)).Matrix;
        return RowMajor(jacobian.KroneckerProduct(reference.Vector("x").ToRowMatrix()));
    }

    private static double[] LogSoftmaxVjp(ReferenceCase reference)
    {
        if (reference.Rank("x") == 1)
        {
            return [.. SoftmaxDerivatives.LogSoftmaxVjp(reference.Vector("x").Softmax(), reference.Vector("g"))];
        }

        return RowMajor(SoftmaxDerivatives.LogSoftmaxVjpColumns(reference.Matrix("x").SoftmaxColumns(), reference.Matrix("g")));
    }

    private static double[] CrossEntropyLoss(ReferenceCase reference)
    {
        CrossEntropyOptions options = Options(reference);
        Matrix<double> logits = reference.Matrix("logits");
        bool isSoft = reference.Function == "cross_entropy_soft";
        if (reference.Has("sampleWeights"))
        {
            // Keras: each row's loss times its weight, divided by N.
            Vector<double> losses = CrossEntropy.Losses(logits, reference.Argument<int[]>("targets"));
            return [losses * reference.Vector("sampleWeights") / logits.RowCount];
        }

        if (options.Reduction == Reduction.None)
        {
            return isSoft
                ? [.. CrossEntropy.Losses(logits, reference.Matrix("targets"), options)]
                : [.. CrossEntropy.Losses(logits, reference.Argument<int[]>("targets"), options)];
        }

        return [isSoft
            ? CrossEntropy.Loss(logits, reference.Matrix("targets"), options)
            : CrossEntropy.Loss(logits, reference.Argument<int[]>("targets"), options)];
    }

    private static double[] CrossEntropyGradient(ReferenceCase reference)
    {
        CrossEntropyOptions options = Options(reference);
        Matrix<double> logits = reference.Matrix("logits");
        return RowMajor(reference.Function == "cross_entropy_soft_gradient"
            ? CrossEntropy.Gradient(logits, reference.Matrix("targets"), options)
            : CrossEntropy.Gradient(logits, reference.Argument<int[]>("targets"), options));
    }

    private static CrossEntropyOptions Options(ReferenceCase reference) => new()
    {
        Reduction = Enum.Parse<Reduction>(reference.Argument<string>("reduction"), ignoreCase: true),
        LabelSmoothing = reference.ArgumentOrDefault<double>("labelSmoothing"),
        ClassWeights = reference.ArgumentOrDefault<double[]>("classWeights"),
        IgnoreIndex = reference.ArgumentOrDefault<int?>("ignoreIndex"),
    };

    /// <summary>The gradient of sum over j of (p[j] - y[j])², and what the diagonal of the Jacobian alone would give.</summary>
    private static double[] SquaredErrorGradient(ReferenceCase reference)
    {
        Vector<double> probabilities = reference.Vector("logits").Softmax();
        Vector<double> outputGradient = 2 * (probabilities - reference.Vector("target"));
        Vector<double> diagonal = SoftmaxDerivatives.Jacobian(probabilities).Matrix.Diagonal();
        return
        [
            .. SoftmaxDerivatives.Vjp(probabilities, outputGradient),
            .. diagonal.PointwiseMultiply(outputGradient),
        ];
    }

    /// <summary>
    /// X · W1 + b1, activation, · W2 + b2, cross-entropy; delta3 and delta2 are the gradients at the two weighted inputs.
    /// </summary>
    private static double[] ThreeLayerNetwork(ReferenceCase reference)
    {
        Matrix<double> inputs = reference.Matrix("X");
        Matrix<double> weights2 = reference.Matrix("W2");
        int[] targets = reference.Argument<int[]>("targets");
        (Func<double, double> f, Func<double, double> derivativeFromOutput) = Activation(reference.Argument<string>("activation"));

        Matrix<double> hidden = AddToRows(inputs * reference.Matrix("W1"), reference.Vector("b1")).Map(f, Zeros.Include);
        Matrix<double> logits = AddToRows(hidden * weights2, reference.Vector("b2"));
        (double loss, Matrix<double> delta3) = CrossEntropy.LossAndGradient(logits, targets);
        Matrix<double> delta2 = delta3.TransposeAndMultiply(weights2).PointwiseMultiply(hidden.Map(derivativeFromOutput, Zeros.Include));
        return
        [
            loss,
            .. RowMajor(logits.SoftmaxRows()),
            .. RowMajor(delta3),
            .. RowMajor(delta2),
            .. RowMajor(hidden.TransposeThisAndMultiply(delta3)),
            .. delta3.ColumnSums(),
            .. RowMajor(inputs.TransposeThisAndMultiply(delta2)),
            .. delta2.ColumnSums(),
        ];
    }

    private static (Func<double, double> Function, Func<double, double> DerivativeFromOutput) Activation(string name) => name switch
    {
        "sigmoid" => (z => 1 / (1 + Math.Exp(-z)), a => a * (1 - a)),
        "tanh" => (Math.Tanh, a => 1 - (a * a)),
        "relu" => (z => Math.Max(z, 0), a => a > 0 ? 1 : 0),
        _ => throw new InvalidOperationException($"No activation called {name}."),
    };

    private static Matrix<double> AddToRows(Matrix<double> matrix, Vector<double> bias)
        => matrix.MapIndexed((_, column, entry) => entry + bias[column], Zeros.Include);

    private static double[] RowMajor(Matrix<double> matrix) => matrix.ToRowMajorArray();
}
