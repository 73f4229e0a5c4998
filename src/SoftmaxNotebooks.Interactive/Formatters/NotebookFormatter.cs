using Microsoft.DotNet.Interactive.Formatting;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>The thin side that .NET Interactive sees: a type, a MIME type, and a function to a string.</summary>
/// <remarks>A formatter that throws takes the whole cell down with it, so this one never does.</remarks>
internal sealed class NotebookFormatter(Type type, string mimeType, Func<object, string> render) : ITypeFormatter
{
    public const string Html = "text/html";
    public const string Svg = "image/svg+xml";
    public const string PlainText = "text/plain";
    public const string Latex = "text/latex";

    public Type Type => type;

    public string MimeType => mimeType;

    /// <summary>Writes the value; a null, which the host asks for when it knows the static type only, as the host writes nulls.</summary>
    public bool Format(object? instance, FormatContext context)
    {
        context.Writer.Write(instance is null ? Sentence(Formatter.NullString) : RenderOrExplain(instance));
        return true;
    }

    // A subclass of a MathNet type is somebody else's code and may fail in any way.
    private string RenderOrExplain(object instance)
    {
        try
        {
            return render(instance);
        }
        catch (Exception exception)
        {
            return Sentence($"{instance.GetType().Name} cannot be shown: {exception.Message}");
        }
    }

    private string Sentence(string text)
    {
        string line = Label.Shorten(text, 200);
        if (mimeType == Latex) return ""; // What is escaped in LaTeX is not escaped alike by those who typeset it.
        if (mimeType != Html) return line;
        var html = new HtmlWriter();
        html.Element("div", line);
        return html.ToString();
    }
}
