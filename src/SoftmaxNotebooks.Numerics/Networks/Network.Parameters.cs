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
        Guard.SameLength(ParameterCount, "the network", parameters.Length, nameof(parameters));
        var weights = new Matrix<double>[LayerCount];
        var biases = new Vector<double>[LayerCount];
        int at = 0;
        for (int l = 0; l < LayerCount; l++)
        {
            (int rows, int columns) = (LayerSizes[l], LayerSizes[l + 1]);
            weights[l] = Matrix<double>.Build.Dense(rows, columns);
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++) weights[l][i, j] = parameters[at++];
            }

            biases[l] = Vector<double>.Build.Dense(columns);
            for (int j = 0; j < columns; j++) biases[l][j] = parameters[at++];
        }

        return With(weights, biases);
    }
}
