namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>Images side by side, to be looked at together.</summary>
/// <remarks>Immutable.</remarks>
public sealed class DigitGrid
{
    /// <summary>Images, so many in a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of columns does not lie in [1, 16].</exception>
    public DigitGrid(IEnumerable<DigitImage> digits, int columnCount = 8)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (columnCount is < 1 or > 16)
        {
            throw new ArgumentOutOfRangeException(
                nameof(columnCount), columnCount, FormattableString.Invariant($"columnCount is {columnCount}; it must lie in [1, 16]."));
        }

        Digits = Array.AsReadOnly(digits.ToArray());
        ColumnCount = columnCount;
    }

    /// <summary>The images.</summary>
    public IReadOnlyList<DigitImage> Digits { get; }

    /// <summary>How many stand in a row.</summary>
    public int ColumnCount { get; }

    /// <summary>How many of the images were taken for something that they are not.</summary>
    public int WrongCount => Digits.Count(digit => digit.IsWrong);

    /// <summary>How many images there are, and how many are wrong.</summary>
    public override string ToString() => FormattableString.Invariant($"{Digits.Count} digits, {WrongCount} wrong");
}
