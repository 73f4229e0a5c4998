using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>
/// W ~ normal(0, 2 / inputs) in front of a ReLU, normal(0, 2 / (inputs + outputs)) in front of tanh, sigmoid and softmax; b = 0
/// </summary>
/// <remarks>
/// ReLU silences half of the units, which the larger variance makes up for. Drawn layer by layer and row by row from one sequence, and
/// rounded to float, so that training begins with exactly these weights.
/// Sources: He et al., "Delving deep into rectifiers", ICCV 2015; Glorot and Bengio ("Xavier"), "Understanding the difficulty of training
/// deep feedforward neural networks", AISTATS 2010.
/// </remarks>
internal static class Initialization
{
    internal static (Matrix<double>[] Weights, Vector<double>[] Biases) Draw(IReadOnlyList<int> layerSizes, Activation activation, int seed)
    {
        CheckLayerSizes(layerSizes);
        ActivationFunction.Checked(activation, nameof(activation));
        SplitMix64 random = RandomStream.Weights(seed);
        var weights = new Matrix<double>[layerSizes.Count - 1];
        var biases = new Vector<double>[layerSizes.Count - 1];
        for (int l = 0; l < weights.Length; l++)
        {
            (int inputs, int outputs) = (layerSizes[l], layerSizes[l + 1]);
            bool isBeforeRelu = activation == Activation.Relu && l < weights.Length - 1;
            double deviation = Math.Sqrt(isBeforeRelu ? 2.0 / inputs : 2.0 / ((double)inputs + outputs));
            weights[l] = Matrix<double>.Build.Dense(inputs, outputs);
            for (int i = 0; i < inputs; i++)
            {
                for (int j = 0; j < outputs; j++) weights[l][i, j] = (float)(deviation * random.NextNormal());
            }

            biases[l] = Vector<double>.Build.Dense(outputs);
        }

        return (weights, biases);
    }

    internal static void CheckParameterCount(long count, string name)
    {
        if (count > Network.MostParameters)
        {
            throw new ArgumentOutOfRangeException(
                name, count,
                FormattableString.Invariant($"{name} stand for {count} parameters; a network has at most {Network.MostParameters}."));
        }
    }

    private static void CheckLayerSizes(IReadOnlyList<int> layerSizes)
    {
        ArgumentNullException.ThrowIfNull(layerSizes);
        if (layerSizes.Count < 2)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"layerSizes has {layerSizes.Count} entries; a network has at least 2 layers, the inputs and the classes."),
                nameof(layerSizes));
        }

        long parameterCount = 0;
        for (int l = 0; l < layerSizes.Count; l++)
        {
            if (layerSizes[l] < 1)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(layerSizes), layerSizes[l],
                    FormattableString.Invariant($"layerSizes[{l}] is {layerSizes[l]}; it must be at least 1."));
            }

            if (l > 0) parameterCount += (layerSizes[l - 1] + 1L) * layerSizes[l];
        }

        CheckParameterCount(parameterCount, nameof(layerSizes));
    }
}
