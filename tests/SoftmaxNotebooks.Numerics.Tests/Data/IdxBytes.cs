using System.Buffers.Binary;
using System.IO.Compression;

namespace SoftmaxNotebooks.Numerics.Tests;

/// <summary>IDX files for tests.</summary>
internal static class IdxBytes
{
    /// <summary>Unsigned bytes in these dimensions, whose values repeat after a while.</summary>
    internal static byte[] Of(params ReadOnlySpan<int> dimensions)
    {
        int count = 1;
        foreach (int dimension in dimensions) count *= dimension;
        int start = 4 + (4 * dimensions.Length);
        var file = new byte[start + count];
        (file[2], file[3]) = (0x08, (byte)dimensions.Length);
        for (int i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), dimensions[i]);
        for (int i = 0; i < count; i++) file[start + i] = (byte)(i * i % 251);
        return file;
    }

    internal static byte[] Gzip(byte[] content)
    {
        using MemoryStream file = new();
        using (GZipStream gzip = new(file, CompressionLevel.Optimal)) gzip.Write(content);
        return file.ToArray();
    }
}
