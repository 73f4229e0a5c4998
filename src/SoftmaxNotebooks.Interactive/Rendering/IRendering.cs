namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>A value in the forms in which it can be shown. The same value gives the same text every time, in every culture.</summary>
internal interface IRendering
{
    /// <summary>An HTML fragment without script, style sheet, id or address, which says nothing by colour or position alone.</summary>
    string ToHtml();

    /// <summary>The same facts for a console, a log, or a viewer without HTML.</summary>
    string ToPlainText();
}
