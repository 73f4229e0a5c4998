using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>N examples of D numbers each, and the class of each.</summary>
/// <remarks>
/// Shapes: inputs (N · D, row-major: one example after the other), labels (N). Nothing is copied; who goes on to write into the memory
/// changes the examples.
/// </remarks>
public sealed class LabelledExamples
{
    /// <summary>
    /// The share of inputs other than 0 up to which zeros are skipped. Measured with 128 and 1024 columns of W and zeros in random places, the
    /// worst case, it is as fast to multiply with all of them at about a half. MNIST has 0.19.
    /// </summary>
    private const double MostNonzero = 1.0 / 3;

    /// <summary>Examples in this memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of inputs is not positive, or a label is negative.</exception>
    /// <exception cref="ArgumentException">There are not D inputs for each label, or one of them is not a finite number.</exception>
    public LabelledExamples(ReadOnlyMemory<float> inputs, int inputCount, ReadOnlyMemory<int> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputCount);
        Guard.SameLength(
            (long)labels.Length * inputCount,
            FormattableString.Invariant($"a set of {labels.Length} examples with {inputCount} inputs"),
            inputs.Length,
            nameof(inputs));
        (Inputs, InputCount, Labels) = (inputs, inputCount, labels);
        NonzeroCount = CheckInputs(inputs.Span, inputCount);
        CheckLabels(int.MaxValue);
    }

    /// <summary>The inputs of all examples, row-major.</summary>
    public ReadOnlyMemory<float> Inputs { get; }

    /// <summary>D</summary>
    public int InputCount { get; }

    /// <summary>The class of each example.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>N</summary>
    public int Count => Labels.Length;

    /// <summary>Whether so many inputs are 0 that it is faster to skip them. The result is the same.</summary>
    internal bool AreSparse => NonzeroCount <= MostNonzero * Inputs.Length;

    /// <summary>How many inputs were not 0 when the examples were made.</summary>
    internal long NonzeroCount { get; }

    /// <summary>How many examples there are, and of what size.</summary>
    public override string ToString() => FormattableString.Invariant($"{Count} examples with {InputCount} inputs");

    /// <summary>The pixels of each digit as its inputs, on the same buffer.</summary>
    public static LabelledExamples FromDigits(DigitSet digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return new LabelledExamples(digits.Pixels, DigitSet.PixelCount, digits.Labels.AsMemory());
    }

    internal static int CheckedLabel(int label, int classCount, string name, int index) => label >= 0 && label < classCount
        ? label
        : throw new ArgumentOutOfRangeException(
            name, label, FormattableString.Invariant($"{name}[{index}] is {label}; it must lie in [0, {classCount})."));

    internal ReadOnlySpan<float> Row(int example) => Inputs.Span.Slice(example * InputCount, InputCount);

    /// <exception cref="ArgumentException">The network has another number of inputs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The network has no class for a label.</exception>
    internal void CheckFor(Network network, string name)
    {
        if (InputCount != network.InputCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{name} has examples with {InputCount} inputs, but the network has {network.InputCount} inputs."),
                name);
        }

        CheckLabels(network.ClassCount);
    }

    /// <summary>Returns how many are not 0: they pass through the cache here anyhow.</summary>
    private static long CheckInputs(ReadOnlySpan<float> inputs, int inputCount)
    {
        long zeroCount = 0;
        for (int start = 0; start < inputs.Length; start += inputCount)
        {
            ReadOnlySpan<float> row = inputs.Slice(start, inputCount);
            zeroCount += RowMath.CountOfZeros(row);
            if (RowMath.IsFinite(row)) continue;
            int i = 0;
            while (float.IsFinite(row[i])) i++;
            throw new ArgumentException(
                FormattableString.Invariant($"Input {i} of example {start / inputCount} is {row[i]}; it must be finite."), nameof(inputs));
        }

        return inputs.Length - zeroCount;
    }

    private void CheckLabels(int classCount)
    {
        ReadOnlySpan<int> labels = Labels.Span;
        for (int n = 0; n < labels.Length; n++) CheckedLabel(labels[n], classCount, nameof(labels), n);
    }
}
