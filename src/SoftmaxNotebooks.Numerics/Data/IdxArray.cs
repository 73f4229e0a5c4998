using System.Collections.Immutable;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>The kinds of numbers that an IDX file can hold, by the code that its third byte has.</summary>
public enum IdxElementType : byte
{
    /// <summary>Whole numbers from 0 to 255.</summary>
    UnsignedByte = 0x08,

    /// <summary>Whole numbers from −128 to 127.</summary>
    SignedByte = 0x09,

    /// <summary>Whole numbers of 16 bits.</summary>
    Integer16 = 0x0B,

    /// <summary>Whole numbers of 32 bits.</summary>
    Integer32 = 0x0C,

    /// <summary>Floating-point numbers of 32 bits.</summary>
    Real32 = 0x0D,

    /// <summary>Floating-point numbers of 64 bits.</summary>
    Real64 = 0x0E,
}

/// <summary>What an IDX file holds: numbers of one type in so many dimensions. <see cref="IdxArray{T}"/> has the numbers.</summary>
/// <remarks>Immutable.</remarks>
public abstract class IdxArray
{
    private protected IdxArray(IdxElementType elementType, ImmutableArray<int> dimensions)
        => (ElementType, Dimensions) = (elementType, dimensions);

    /// <summary>The type of the elements.</summary>
    public IdxElementType ElementType { get; }

    /// <summary>The sizes, from the outermost: 60,000, 28 and 28 for 60,000 images of 28 rows and 28 columns.</summary>
    public ImmutableArray<int> Dimensions { get; }

    /// <summary>The number of elements: the product of the dimensions.</summary>
    public abstract int Count { get; }

    /// <summary>UnsignedByte, 60000 × 28 × 28</summary>
    public override string ToString() => $"{ElementType}, {PrintedText.Sizes(Dimensions, " × ")}";
}

/// <summary>The numbers of an IDX file.</summary>
/// <typeparam name="T">byte, sbyte, short, int, float or double.</typeparam>
public sealed class IdxArray<T> : IdxArray
    where T : unmanaged
{
    internal IdxArray(IdxElementType elementType, ImmutableArray<int> dimensions, T[] elements)
        : base(elementType, dimensions)
        => Elements = elements;

    /// <summary>The elements, row-major: the last index runs fastest.</summary>
    public ReadOnlyMemory<T> Elements { get; }

    /// <inheritdoc/>
    public override int Count => Elements.Length;
}
