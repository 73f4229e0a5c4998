using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>
/// What every span function asks of its arguments. All checks run before the first write, so that a destination is either
/// completely right or untouched.
/// </summary>
internal static class Guard
{
    /// <summary>Two spans that describe the same entries have the same length.</summary>
    internal static void SameLength(long expected, string expectedName, long actual, string actualName)
    {
        if (expected != actual)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"{actualName} has {actual} entries, but {expectedName} has {expected}: the lengths must be equal."),
                actualName);
        }
    }

    /// <summary>A destination may be the input itself (in place) or separate from it, but not shifted against it.</summary>
    internal static void SameOrSeparate<T>(ReadOnlySpan<T> input, string inputName, ReadOnlySpan<T> destination)
    {
        if (input.Overlaps(destination, out int offset) && offset != 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"destination overlaps {inputName} at an offset of {offset}; it must be the same span (offset 0) or a separate one."),
                nameof(destination));
        }
    }

    /// <summary>A destination that is written before its input has been read to the end shares nothing with it.</summary>
    internal static void Separate<T>(ReadOnlySpan<T> input, string inputName, ReadOnlySpan<T> destination)
    {
        if (input.Overlaps(destination))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"destination overlaps {inputName}; this function needs a separate destination."),
                nameof(destination));
        }
    }

    /// <summary>An input and the destination of the same shape.</summary>
    internal static void InputAndDestination<T>(ReadOnlySpan<T> input, string inputName, ReadOnlySpan<T> destination)
    {
        SameLength(input.Length, inputName, destination.Length, nameof(destination));
        SameOrSeparate(input, inputName, destination);
    }

    /// <summary>N = length / C, where C divides the length.</summary>
    internal static int RowCount(int length, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columnCount);
        if (length % columnCount != 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"columnCount is {columnCount}, which does not divide the {length} entries into whole rows."),
                nameof(columnCount));
        }

        return length / columnCount;
    }

    /// <summary>Weights are numbers from 0 up.</summary>
    internal static void NotNegative<T>(ReadOnlySpan<T> weights, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < weights.Length; j++)
        {
            // Written so that NaN fails too: a comparison with NaN is false.
            if (!(weights[j] >= T.Zero && T.IsFinite(weights[j])))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"{name}[{j}] is {weights[j]}; it must be at least 0 and finite."),
                    name);
            }
        }
    }

    /// <summary>The temperature as a double: positive and finite.</summary>
    internal static double Temperature<T>(T temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Written so that NaN fails too: a comparison with NaN is false.
        if (!(temperature > T.Zero && T.IsFinite(temperature)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(temperature),
                temperature,
                FormattableString.Invariant($"temperature is {temperature}; it must be greater than 0 and finite."));
        }

        return double.CreateTruncating(temperature);
    }
}
