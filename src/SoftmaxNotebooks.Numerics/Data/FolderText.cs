using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>Folders in text that is printed in a notebook, and so is seen by others: a name is enough there, the way to it is private.</summary>
internal static class FolderText
{
    /// <summary>The last part of a folder's path.</summary>
    internal static string NameOf(string directory)
        => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))) is { Length: > 0 } name ? name : directory;

    /// <summary>The text with the names of the folder and of the folders around it where it has their paths.</summary>
    internal static string Shorten(string text, string directory)
    {
        // From the inside out, as a path begins with those of the folders around it, which a system's message may name as well.
        string? folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        while (folder is not null && Path.GetFileName(folder) is { Length: > 0 } name)
        {
            text = Regex.Replace(text, $@"(?<!\w){Regex.Escape(folder)}(?!\w)", _ => name);
            folder = Path.GetDirectoryName(folder);
        }

        return text;
    }
}
