using System.Buffers;
using System.Text;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>Writes HTML that is well-formed XML too. All text goes through it, and it alone escapes.</summary>
/// <remarks>Names of elements and attributes are literals of this assembly and stand as they are; texts and values never do.</remarks>
internal sealed class HtmlWriter
{
    private static readonly SearchValues<char> Unescaped =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Except("&<>\"'")]);

    private readonly StringBuilder _html = new();
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element that ends when the result is disposed.</summary>
    public Scope Element(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Begin(name, attributes);
        _html.Append('>');
        _open.Push(name);
        return new Scope(this);
    }

    /// <summary>An element that holds text and nothing else.</summary>
    public void Element(string name, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        using (Element(name, attributes)) Text(text);
    }

    /// <summary>The line of a <c>details</c> that opens it.</summary>
    /// <remarks>As a list item it has a triangle: the style sheet of Jupyter's classic notebook makes it a block, which has none.</remarks>
    public void Summary(string text) => Element("summary", text, ("style", "display:list-item"));

    /// <summary>An element that never holds anything, such as img, and so has no end.</summary>
    public void Void(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Begin(name, attributes);
        _html.Append("/>");
    }

    /// <summary>Text that reads as it is written, whatever it holds.</summary>
    public void Text(string text)
    {
        // At once what stands as it is: the address of a picture has many thousand letters.
        int escaped = text.AsSpan().IndexOfAnyExcept(Unescaped);
        _html.Append(text, 0, escaped < 0 ? text.Length : escaped);
        if (escaped < 0) return;
        // A rune at a time: half of a surrogate pair comes out as U+FFFD.
        foreach (Rune rune in text.AsSpan(escaped).EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => _html.Append("&amp;"),
                '<' => _html.Append("&lt;"),
                '>' => _html.Append("&gt;"),
                '"' => _html.Append("&#34;"),
                '\'' => _html.Append("&#39;"),
                _ => _html.Append(IsAllowedInXml(rune) ? rune : Rune.ReplacementChar),
            };
        }
    }

    public override string ToString() => _html.ToString();

    // The Char production of XML 1.0; HTML forbids the same control characters. EnumerateRunes has seen to the surrogates.
    private static bool IsAllowedInXml(Rune rune)
        => rune.Value is '\t' or '\n' or '\r' or (>= ' ' and not (0xFFFE or 0xFFFF));

    private void Begin(string name, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _html.Append('<').Append(name);
        foreach ((string attribute, string value) in attributes)
        {
            _html.Append(' ').Append(attribute).Append("=\"");
            Text(value);
            _html.Append('"');
        }
    }

    private void Close() => _html.Append("</").Append(_open.Pop()).Append('>');

    /// <summary>An open element: there is an end for every beginning, in the right order.</summary>
    internal readonly ref struct Scope(HtmlWriter writer)
    {
        public void Dispose() => writer.Close();
    }
}
