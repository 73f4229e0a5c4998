using System.Diagnostics;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>f and f', side by side, in double for the plain form and in float for the fast one.</summary>
/// <remarks>Symbols: z weighted input, a = f(z), g the gradient at a.</remarks>
internal static partial class ActivationFunction
{
    /// <summary>f(z)</summary>
    internal static double Value(this Activation activation, double z) => activation switch
    {
        // Not z > 0 ? z : 0, which would turn a NaN into a 0 that nobody looks for.
        Activation.Relu => Math.Max(z, 0),
        Activation.Tanh => Math.Tanh(z),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        _ => throw new UnreachableException(),
    };

    /// <summary>f'(z), and for ReLU, which has none at 0, 0 there</summary>
    internal static double Derivative(this Activation activation, double z) => activation switch
    {
        Activation.Relu => z > 0 ? 1 : 0,
        Activation.Tanh => 1 - (Math.Tanh(z) * Math.Tanh(z)),
        Activation.Sigmoid => Activation.Sigmoid.Value(z) * Activation.Sigmoid.Value(-z),
        _ => throw new UnreachableException(),
    };

    /// <summary>f(z), entry by entry</summary>
    internal static Matrix<double> Value(this Activation activation, Matrix<double> z)
        => z.Map(entry => activation.Value(entry), Zeros.Include);

    /// <summary>f'(z), entry by entry</summary>
    internal static Matrix<double> Derivative(this Activation activation, Matrix<double> z)
        => z.Map(entry => activation.Derivative(entry), Zeros.Include);

    /// <exception cref="ArgumentOutOfRangeException">The value is none of the three.</exception>
    internal static Activation Checked(Activation activation, string name) => Enum.IsDefined(activation)
        ? activation
        : throw new ArgumentOutOfRangeException(name, activation, $"{name} is {activation:D}; it must be Relu, Tanh or Sigmoid.");
}
