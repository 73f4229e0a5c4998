namespace SoftmaxNotebooks.Numerics;

// Two values are equal if their shapes and entries are: a vector of one entry is not that number, nor a 1×C matrix its row.
public sealed partial class TapeValue : IEquatable<TapeValue>
{
    /// <summary>Whether shapes and entries are equal; NaN equals nothing.</summary>
    public static bool operator ==(TapeValue? left, TapeValue? right)
        => left is null || right is null
            ? left is null && right is null
            : left.Shape == right.Shape && left._entries.Zip(right._entries).All(pair => pair.First == pair.Second);

    /// <summary>Whether shapes or entries differ; NaN differs from everything.</summary>
    public static bool operator !=(TapeValue? left, TapeValue? right) => !(left == right);

    /// <summary>Whether shapes and entries are equal; NaN equals NaN, as <see cref="double.Equals(double)"/> has it.</summary>
    public bool Equals(TapeValue? other)
        => other is not null && Shape == other.Shape && _entries.Zip(other._entries).All(pair => pair.First.Equals(pair.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TapeValue);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Shape);
        foreach (double entry in _entries) hash.Add(entry);
        return hash.ToHashCode();
    }
}
