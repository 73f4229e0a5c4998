using System.Text;

namespace SoftmaxNotebooks.Host.Scripting.Editing;

/// <summary>
/// Finds documentation in the XML files that compilers write: beside an assembly, and for the framework in the SDK's reference packs,
/// where there is an SDK. Nothing is kept: a file of 8 MB is searched in a few milliseconds, and held as objects takes ten times that.
/// </summary>
internal static class DocumentationFiles
{
    /// <summary>The member element of a symbol; null if there is none.</summary>
    /// <param name="assembly">The path of the assembly that has the symbol.</param>
    /// <param name="id">The symbol's documentation id, such as T:System.String.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static string? Find(string assembly, string id, CancellationToken cancellationToken)
    {
        byte[] start = Encoding.UTF8.GetBytes($"<member name=\"{id}\"");
        foreach (string file in FilesFor(assembly))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (Find(File.ReadAllBytes(file), start) is { } found)
                    return found;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Documentation that cannot be read is documentation that is not there.
            }
        }

        return null;
    }

    private static string? Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start)
    {
        int from = text.IndexOf(start);
        if (from < 0)
            return null;
        text = text[from..];
        ReadOnlySpan<byte> end = "</member>"u8;
        int length = text.IndexOf(end);
        return length < 0 ? null : Encoding.UTF8.GetString(text[..(length + end.Length)]);
    }

    private static IEnumerable<string> FilesFor(string assembly)
    {
        string beside = Path.ChangeExtension(assembly, ".xml");
        if (File.Exists(beside))
            return [beside];
        // <root>/shared/Microsoft.NETCore.App/10.0.1/X.dll is documented in <root>/packs/Microsoft.NETCore.App.Ref/10.0.1/ref/net10.0.
        string? framework = Path.GetDirectoryName(Path.GetDirectoryName(assembly));
        string? shared = Path.GetDirectoryName(framework);
        if (shared is null || Path.GetFileName(shared) != "shared")
            return [];
        string packs = Path.Combine(Path.GetDirectoryName(shared)!, "packs", Path.GetFileName(framework) + ".Ref");
        if (!Directory.Exists(packs))
            return [];
        string own = Path.GetFileNameWithoutExtension(assembly);
        // What is one assembly at run time may be several in the pack, above all System.Private.CoreLib, most of which is in System.Runtime.
        return Directory.EnumerateFiles(packs, "*.xml", SearchOption.AllDirectories)
            .OrderBy(file => Path.GetFileNameWithoutExtension(file) == own ? 0 : Path.GetFileName(file) == "System.Runtime.xml" ? 1 : 2)
            .ThenBy(file => file, StringComparer.Ordinal);
    }
}
