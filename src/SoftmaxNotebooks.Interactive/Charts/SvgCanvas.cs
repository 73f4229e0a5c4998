using System.Globalization;
using System.Text;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>Which point of a text stands at its coordinates.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>Writes an SVG document. Coordinates are pixels from the top left, and have one decimal.</summary>
/// <remarks>There are no ids, so no gradients, clips or references: two pictures in one page cannot disturb each other.</remarks>
internal sealed class SvgCanvas
{
    public const int FontSize = 12;
    public const string Ink = "#222";
    public const string Frame = "#888";
    public const string Grid = "#ddd";

    private const string EdgeInk = "#555";

    private readonly HtmlWriter _svg = new();

    private SvgCanvas()
    {
    }

    /// <summary>A document with a white ground, so that dark ink can be read in a dark notebook too.</summary>
    public static string Draw(double width, double height, string title, string description, Action<SvgCanvas> draw)
    {
        var canvas = new SvgCanvas();
        using (canvas._svg.Element(
            "svg",
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("width", Number(width)),
            ("height", Number(height)),
            ("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            ("role", "img"),
            ("font-family", "Arial, Helvetica, sans-serif"),
            ("font-size", NumberFormat.Index(FontSize)),
            ("fill", Ink)))
        {
            canvas._svg.Element("title", title);
            canvas._svg.Element("desc", description);
            canvas.Rectangle(0, 0, width, height, "#fff");
            draw(canvas);
        }

        return canvas._svg.ToString();
    }

    /// <summary>How wide the text will be at most, by guess: the font is the viewer's.</summary>
    /// <remarks>
    /// A digit of Arial takes 0.56 em, of the wide DejaVu Sans 0.64; a capital up to 0.78 and 0.79, the widest letters and an East Asian
    /// character a whole one.
    /// </remarks>
    public static double WidthOf(string text)
        => text.EnumerateRunes().Sum(rune => FontSize * rune.Value switch
        {
            'W' or 'M' or 'm' or 'w' or '@' or '%' or '…' => 1,
            >= 'A' and <= 'Z' => 0.8,
            >= 0x1100 and not (>= 0x2000 and < 0x2E80) => 1,
            _ => 0.62,
        });

    /// <summary>As much of a name as fits the width.</summary>
    public static string Fit(string? name, double width)
    {
        int length = (int)(2 * width / FontSize);
        string text = Label.Shorten(name, Math.Max(2, length));
        while (text.Length > 2 && WidthOf(text) > width) text = Label.Shorten(text, Math.Max(2, (int)(text.Length * 0.9)));
        return text;
    }

    /// <summary>The title above the picture.</summary>
    public void Title(string? title, double pictureWidth)
    {
        // Bold letters are about a tenth wider.
        if (!string.IsNullOrEmpty(title)) Text(pictureWidth / 2, 18, Fit(title, (pictureWidth - 16) / 1.1), Anchor.Middle, isBold: true);
    }

    public static string Number(double value)
    {
        // -0.04 would be "-0".
        double rounded = Math.Round(value, 1);
        return rounded == 0 ? "0" : rounded.ToString("0.#", CultureInfo.InvariantCulture);
    }

    public void Line(double x1, double y1, double x2, double y2, string color)
        => _svg.Void("path", ("d", $"M{Number(x1)} {Number(y1)}L{Number(x2)} {Number(y2)}"), ("stroke", color));

    public void Rectangle(double x, double y, double width, double height, string fill, string? title = null)
    {
        (string, string)[] attributes = [.. Area(x, y, width, height), ("fill", fill)];
        if (title is null)
        {
            _svg.Void("rect", attributes);
            return;
        }

        using (_svg.Element("rect", attributes)) _svg.Element("title", title);
    }

    public void Box(double x, double y, double width, double height)
        => _svg.Void("rect", [.. Area(x, y, width, height), ("fill", "none"), ("stroke", Frame)]);

    /// <summary>The box of a node of a graph.</summary>
    public void NodeBox(double x, double y, double width, double height, string fill, double radius, string dashes)
        => _svg.Void(
            "rect",
            [.. Area(x, y, width, height), ("rx", Number(radius)), ("fill", fill), ("stroke", Ink), ("stroke-dasharray", dashes)]);

    /// <summary>A line along a path, with an arrow head of three corners at its end. No marker, which would need an id.</summary>
    public void Edge(string path, string head)
    {
        _svg.Void("path", ("d", path), ("fill", "none"), ("stroke", EdgeInk));
        _svg.Void("polygon", ("points", head), ("fill", EdgeInk));
    }

    public void Image(double x, double y, double width, double height, string address)
        => _svg.Void(
            "image",
            [.. Area(x, y, width, height), ("preserveAspectRatio", "none"), ("image-rendering", "pixelated"), ("href", address)]);

    /// <summary>A line along a path, or with a fill a shape.</summary>
    public void Path(string path, LineStyle style)
        => _svg.Void(
            "path",
            ("d", path),
            ("fill", "none"),
            ("stroke", style.Color),
            ("stroke-width", "1.8"),
            ("stroke-dasharray", style.Dashes),
            ("stroke-linejoin", "round"),
            ("stroke-linecap", style.Dashes == LineStyle.Solid ? "round" : "butt"));

    public void Marks(IEnumerable<(double X, double Y)> places, LineStyle style)
    {
        var path = new StringBuilder();
        foreach ((double x, double y) in places) path.Append('M').Append(Number(x)).Append(' ').Append(Number(y)).Append(style.Marker);
        if (path.Length > 0) _svg.Void("path", ("d", path.ToString()), ("fill", style.Color), ("stroke", "#fff"), ("stroke-width", "0.6"));
    }

    /// <summary>A circle without a fill. Two arcs, because one that ends where it begins is not drawn.</summary>
    public void Ring(double x, double y, double radius)
        => _svg.Void(
            "path",
            ("d", $"M{Number(x - radius)} {Number(y)}a{Number(radius)} {Number(radius)} 0 1 0 {Number(2 * radius)} 0a{Number(radius)} {Number(radius)} 0 1 0 {Number(-2 * radius)} 0z"),
            ("fill", "none"),
            ("stroke", Ink),
            ("stroke-width", "1.8"));

    public void Text(double x, double y, string text, Anchor anchor = Anchor.Start, string? fill = null, bool isBold = false)
    {
        List<(string, string)> attributes = [("x", Number(x)), ("y", Number(y))];
        if (anchor != Anchor.Start) attributes.Add(("text-anchor", anchor == Anchor.Middle ? "middle" : "end"));
        if (fill is not null) attributes.Add(("fill", fill));
        if (isBold) attributes.Add(("font-weight", "bold"));
        _svg.Element("text", text, [.. attributes]);
    }

    /// <summary>Text that is read from bottom to top.</summary>
    public void VerticalText(double x, double y, string text, Anchor anchor)
        => _svg.Element(
            "text",
            text,
            ("x", Number(x)),
            ("y", Number(y)),
            ("text-anchor", anchor switch { Anchor.Start => "start", Anchor.Middle => "middle", _ => "end" }),
            ("transform", $"rotate(-90 {Number(x)} {Number(y)})"));

    /// <summary>Where a rectangle is, and how large.</summary>
    private static (string, string)[] Area(double x, double y, double width, double height)
        => [("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height))];
}
