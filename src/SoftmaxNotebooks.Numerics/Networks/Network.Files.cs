namespace SoftmaxNotebooks.Numerics.Networks;

// To a file and back.
public partial class Network
{
    /// <summary>Writes the parameters, rounded to float, as a safetensors file, which Python reads too: whole or not at all.</summary>
    /// <remarks>A file that is replaced keeps its access rights, and a symbolic link to it stays one. A read-only file is not replaced.</remarks>
    /// <exception cref="InvalidOperationException">A parameter is not a finite float, or there are too many layers: 6,000 always fit.</exception>
    /// <exception cref="IOException">The file cannot be written; the old one, if there was one, is as it was.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WeightFile.Save(this, path);
    }

    /// <summary>Reads a file that <see cref="Save"/> wrote. Its checksum is verified.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, of another program, or of a newer version.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Network Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return WeightFile.Load(path);
    }
}
