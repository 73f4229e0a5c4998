using Microsoft.DotNet.Interactive.Formatting;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>The thin side that .NET Interactive sees: a type, a MIME type, and a function to a string.</summary>
/// <remarks>A formatter that throws takes the whole cell down with it, so this one never does.</remarks>
internal sealed class NotebookFormatter(Type type, string mimeType, Func<object, string> render) : ITypeFormatter
{
    public const string Html = "text/html";
    public const string PlainText = "text/plain";

    public Type Type => type;

    public string MimeType => mimeType;

    /// <summary>Writes the value; leaves a null to the host, which has a sign of its own for it.</summary>
    public bool Format(object? instance, FormatContext context)
    {
        if (instance is null) return false;
        context.Writer.Write(RenderOrApologize(instance));
        return true;
    }

    // A subclass of a MathNet type is somebody else's code and may fail in any way.
    private string RenderOrApologize(object instance)
    {
        try
        {
            return render(instance);
        }
        catch (Exception exception)
        {
            string apology = Label.Shorten($"{instance.GetType().Name} cannot be shown: {exception.Message}", 200);
            if (mimeType != Html) return apology;
            var html = new HtmlWriter();
            html.Element("div", apology);
            return html.ToString();
        }
    }
}
