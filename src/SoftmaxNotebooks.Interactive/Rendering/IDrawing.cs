namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>A value whose HTML is a picture, which can be had by itself too.</summary>
internal interface IDrawing : IRendering
{
    /// <summary>The picture as an SVG document, without script, style sheet or id, on a ground of its own.</summary>
    string ToSvg();
}
