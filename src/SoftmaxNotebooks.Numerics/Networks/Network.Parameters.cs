using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Networks;

// All parameters in one row: W[1] row by row, b[1], W[2], b[2], …
public partial class Network
{
    /// <summary>Rounds all parameters to float.</summary>
    internal void CopyParametersTo(Span<float> destination)
    {
        Guard.SameLength(ParameterCount, "the network", destination.Length, nameof(destination));
        int at = 0;
        for (int l = 0; l < LayerCount; l++)
        {
            for (int i = 0; i < _weights[l].RowCount; i++)
            {
                for (int j = 0; j < _weights[l].ColumnCount; j++) destination[at++] = (float)_weights[l][i, j];
            }

            foreach (double bias in _biases[l]) destination[at++] = (float)bias;
        }
    }

    /// <summary>A network of the same kind with these parameters.</summary>
    internal Network WithParameters(ReadOnlySpan<float> parameters)
    {
        (Matrix<double>[] weights, Vector<double>[] biases) = Blocks(LayerSizes, parameters);
        return With(weights, biases);
    }

    /// <summary>A network of these parameters.</summary>
    internal static Network FromParameters(IReadOnlyList<int> layerSizes, Activation activation, ReadOnlySpan<float> parameters)
    {
        (Matrix<double>[] weights, Vector<double>[] biases) = Blocks(layerSizes, parameters);
        return new Network(weights, biases, activation);
    }

    private static (Matrix<double>[] Weights, Vector<double>[] Biases) Blocks(IReadOnlyList<int> layerSizes, ReadOnlySpan<float> parameters)
    {
        var weights = new Matrix<double>[layerSizes.Count - 1];
        var biases = new Vector<double>[layerSizes.Count - 1];
        int at = 0;
        for (int l = 0; l < weights.Length; l++)
        {
            (int rows, int columns) = (layerSizes[l], layerSizes[l + 1]);
            weights[l] = Matrix<double>.Build.Dense(rows, columns);
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++) weights[l][i, j] = parameters[at++];
            }

            biases[l] = Vector<double>.Build.Dense(columns);
            for (int j = 0; j < columns; j++) biases[l][j] = parameters[at++];
        }

        Guard.SameLength(at, "the network", parameters.Length, nameof(parameters));
        return (weights, biases);
    }
}
