using SoftmaxNotebooks.Host.Scripting;

namespace Microsoft.DotNet.Interactive;

/// <summary>A value on display, which can be replaced by another.</summary>
public sealed class DisplayedValue
{
    private readonly string _displayId;

    internal DisplayedValue(string displayId, IReadOnlyCollection<string> mimeTypes)
    {
        _displayId = displayId;
        MimeTypes = mimeTypes;
    }

    /// <summary>The MIME types in which the value is shown.</summary>
    public IReadOnlyCollection<string> MimeTypes { get; }

    /// <summary>Shows another value in the place of this one, in the same MIME types.</summary>
    public void Update(object? updatedValue) =>
        CellConsole.Output.Publish(new DisplayUpdate(_displayId, MimeBundle.Of(updatedValue, [.. MimeTypes])));
}
