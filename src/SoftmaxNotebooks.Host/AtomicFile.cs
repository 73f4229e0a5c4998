namespace SoftmaxNotebooks.Host;

/// <summary>Writes a file whole or not at all: a reader, or a crash half-way, sees the old content or the new, never a part.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the file under another name, then renames. Missing folders are made.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string temporary = $"{full}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
