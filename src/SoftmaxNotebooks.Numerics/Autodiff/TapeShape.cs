namespace SoftmaxNotebooks.Numerics;

/// <summary>The shape of a value on a tape: a scalar, a vector of C entries or an N×C matrix.</summary>
/// <remarks>The default is a scalar.</remarks>
public readonly record struct TapeShape
{
    private readonly int _rowCount;
    private readonly int _columnCount;

    private TapeShape(int rank, int rowCount, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        Rank = rank;
        _rowCount = rowCount;
        _columnCount = columnCount;
    }

    /// <summary>The shape of a single number.</summary>
    public static TapeShape Scalar => default;

    /// <summary>0 for a scalar, 1 for a vector, 2 for a matrix.</summary>
    public int Rank { get; }

    /// <summary>N of a matrix; 1 for a vector, which is one row, and for a scalar.</summary>
    public int RowCount => Rank == 2 ? _rowCount : 1;

    /// <summary>C of a matrix; the number of entries of a vector; 1 for a scalar.</summary>
    public int ColumnCount => Rank > 0 ? _columnCount : 1;

    /// <summary>The number of entries, N·C.</summary>
    public int Count => RowCount * ColumnCount;

    /// <summary>The shape of a vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static TapeShape Vector(int count) => new(1, 1, count);

    /// <summary>The shape of a matrix.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static TapeShape Matrix(int rowCount, int columnCount) => new(2, rowCount, columnCount);

    /// <summary>"scalar", "vector of 5" or "3×4".</summary>
    public override string ToString() => Rank switch
    {
        0 => "scalar",
        1 => FormattableString.Invariant($"vector of {ColumnCount}"),
        _ => FormattableString.Invariant($"{RowCount}×{ColumnCount}"),
    };

    /// <summary>"" for a scalar, "[i]" for an entry of a vector, "[n,j]" for one of a matrix, counted in row-major order.</summary>
    internal string IndexText(int entry) => Rank switch
    {
        0 => "",
        1 => FormattableString.Invariant($"[{entry}]"),
        _ => FormattableString.Invariant($"[{entry / ColumnCount},{entry % ColumnCount}]"),
    };
}
