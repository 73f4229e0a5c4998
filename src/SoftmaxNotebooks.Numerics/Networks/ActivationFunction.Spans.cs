using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics.Networks;

// In float, on spans, for the fast form.
internal static partial class ActivationFunction
{
    /// <summary>a = f(z), in place</summary>
    internal static void Forward(this Activation activation, Span<float> values)
    {
        switch (activation)
        {
            case Activation.Relu:
                Relu(values);
                break;
            case Activation.Tanh:
                for (int i = 0; i < values.Length; i++) values[i] = MathF.Tanh(values[i]);
                break;
            case Activation.Sigmoid:
                for (int i = 0; i < values.Length; i++) values[i] = 1 / (1 + MathF.Exp(-values[i]));
                break;
        }
    }

    /// <summary>g ← g f'(z), with f' from a = f(z): [a &gt; 0], 1 - a² or a (1 - a)</summary>
    internal static void Backward(this Activation activation, ReadOnlySpan<float> outputs, Span<float> gradients)
    {
        outputs = outputs[..gradients.Length];
        switch (activation)
        {
            case Activation.Relu:
                ReluBackward(outputs, gradients);
                break;
            case Activation.Tanh:
                for (int i = 0; i < gradients.Length; i++) gradients[i] *= 1 - (outputs[i] * outputs[i]);
                break;
            case Activation.Sigmoid:
                for (int i = 0; i < gradients.Length; i++) gradients[i] *= outputs[i] * (1 - outputs[i]);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As the inner loops of MatrixMultiply.
    private static void Relu(Span<float> values)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (ref Vector<float> vector in vectors) vector = Vector.Max(vector, Vector<float>.Zero);
        for (int i = vectors.Length * Vector<float>.Count; i < values.Length; i++) values[i] = MathF.Max(values[i], 0);
    }

    // Selected rather than jumped to: which entries are positive is hard to predict.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReluBackward(ReadOnlySpan<float> outputs, Span<float> gradients)
    {
        ReadOnlySpan<Vector<float>> values = MemoryMarshal.Cast<float, Vector<float>>(outputs);
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        for (int i = 0; i < vectors.Length; i++)
            vectors[i] = Vector.ConditionalSelect(Vector.GreaterThan(values[i], Vector<float>.Zero), vectors[i], Vector<float>.Zero);
        for (int i = vectors.Length * Vector<float>.Count; i < gradients.Length; i++) gradients[i] = outputs[i] > 0 ? gradients[i] : 0;
    }
}
