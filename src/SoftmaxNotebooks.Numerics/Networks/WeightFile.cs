using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>
/// A network as a safetensors file: the length of the header (8 bytes), the header (JSON), the numbers (float, little-endian)
/// </summary>
/// <remarks>
/// The tensors are called W1, b1, W2, b2, …; W is inputs × outputs, row-major. The header's "__metadata__", which says what the tensors do not,
/// is described at <see cref="WeightFileHeader"/>. Python reads the file with safetensors.numpy.load_file.
/// Source of the layout: github.com/huggingface/safetensors, README, "Format".
/// </remarks>
internal static class WeightFile
{
    internal static void Save(Network network, string path)
    {
        var parameters = new float[network.ParameterCount];
        network.CopyParametersTo(parameters);
        string subject = $"The network {PrintedText.Shortened(network.ToString())}";
        RejectNonFinite(parameters, subject, message => new InvalidOperationException(message));
        byte[] data = ToBytes(parameters);
        byte[] header = WeightFileHeader.Of(network, data).ToJson();
        FileInfo old = TargetOf(path);
        if (old is { Exists: true, IsReadOnly: true }) throw new IOException($"{old.FullName} is read-only; it is left as it is.");
        string folder = old.DirectoryName!;
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{old.FullName} cannot be written: there is no folder {folder}.");
        // Short, so that every name that the file can have is one that can be saved.
        string temporary = Path.Combine(folder, Path.GetRandomFileName() + ".tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                if (old.Exists && !OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, old.UnixFileMode);
                Span<byte> length = stackalloc byte[sizeof(ulong)];
                BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
                stream.Write(length);
                stream.Write(header);
                stream.Write(data);
                stream.Flush(flushToDisk: true);
            }

            // Whole or not at all: until now a reader sees the old file, from now on the new one.
            File.Move(temporary, old.FullName, overwrite: true);
        }
        catch (Exception exception)
        {
            File.Delete(temporary);
            if (exception is not (IOException or UnauthorizedAccessException)) throw;
            // The user knows nothing of the temporary file.
            string why = exception.Message.Replace(temporary, old.FullName, StringComparison.Ordinal);
            throw new IOException($"{old.FullName} cannot be written: {why}", exception);
        }
    }

    internal static Network Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <exception cref="InvalidDataException">It is not a whole file that <see cref="Save"/> wrote.</exception>
    internal static Network Read(Stream stream, string name)
    {
        WeightFileHeader header = ReadHeader(stream, name);
        var data = new byte[header.DataLength];
        stream.ReadExactly(data);
        string checksum = Convert.ToHexStringLower(SHA256.HashData(data));
        if (checksum != header.Checksum)
        {
            string expected = PrintedText.Shortened(header.Checksum, checksum.Length);
            throw Invalid(name, $"the SHA-256 of the numbers is {checksum}, but the header says {expected}: the file was damaged or changed");
        }

        var parameters = new float[data.Length / sizeof(float)];
        int at = 0;
        foreach (WeightFileTensor tensor in header.Tensors)
        {
            for (long offset = tensor.Begin; offset < tensor.End; offset += sizeof(float))
            {
                parameters[at++] = BinaryPrimitives.ReadSingleLittleEndian(data.AsSpan((int)offset));
            }
        }

        RejectNonFinite(parameters, $"{name}: the network", message => new InvalidDataException(message));
        return Network.FromParameters(header.LayerSizes, header.Activation, parameters);
    }

    internal static InvalidDataException Invalid(string name, string what, Exception? inner = null)
        => new($"{name} is no file of network weights: {what}.", inner);

    /// <summary>The file itself, where the path is that of a symbolic link: the link stays, and so does what others read through it.</summary>
    private static FileInfo TargetOf(string path)
    {
        FileInfo file = new(path);
        return new FileInfo(file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
    }

    /// <summary>Everything is checked against the length of the file before memory is reserved for it.</summary>
    private static WeightFileHeader ReadHeader(Stream stream, string name)
    {
        if (stream.Length < sizeof(ulong))
        {
            throw Invalid(name, FormattableString.Invariant(
                $"it has {stream.Length} bytes; the length of its header alone takes {sizeof(ulong)}"));
        }

        Span<byte> lengthBytes = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(lengthBytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        long rest = stream.Length - sizeof(ulong);
        if (length > WeightFileHeader.MostBytes || (long)length > rest)
        {
            throw Invalid(name, FormattableString.Invariant(
                $"its header is said to have {length} bytes; it must have at most {WeightFileHeader.MostBytes}, and {rest} bytes follow"));
        }

        var header = new byte[(int)length];
        stream.ReadExactly(header);
        WeightFileHeader result = WeightFileHeader.Parse(header, name);
        if (result.DataLength != rest - header.Length)
        {
            throw Invalid(name, FormattableString.Invariant(
                $"{rest - header.Length} bytes of numbers follow the header; its tensors need {result.DataLength}"));
        }

        return result;
    }

    private static byte[] ToBytes(float[] parameters)
    {
        var data = new byte[parameters.Length * sizeof(float)];
        for (int i = 0; i < parameters.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), parameters[i]);
        return data;
    }

    private static void RejectNonFinite(float[] parameters, string subject, Func<string, Exception> exception)
    {
        int wrong = Array.FindIndex(parameters, parameter => !float.IsFinite(parameter));
        if (wrong >= 0)
        {
            throw exception(FormattableString.Invariant(
                $"{subject} has {parameters[wrong]} as parameter {wrong + 1} of {parameters.Length}, as a float; a file holds finite numbers only."));
        }
    }
}
