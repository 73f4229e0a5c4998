namespace SoftmaxNotebooks.Host.Jupyter.Messages;

/// <summary>
/// Positions in text. Jupyter counts code points, .NET counts UTF-16 units, and a character such as 𝔼 or 😀 is one of those and two of these.
/// </summary>
internal static class CodePoints
{
    /// <summary>The index in UTF-16 units that so many code points lie before; the nearest end, if there are not so many.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        int index = 0;
        for (int i = 0; i < codePoints && index < text.Length; i++)
            index += char.IsSurrogatePair(text, index) ? 2 : 1;
        return index;
    }

    /// <summary>How many code points lie before an index in UTF-16 units.</summary>
    public static int FromUtf16(string text, int index)
    {
        int count = 0;
        for (int i = 0; i < index; i++, count++)
            if (i + 1 < index && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
        return count;
    }
}
