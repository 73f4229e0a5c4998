using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting.TabularData;
using SoftmaxNotebooks.Host.Scripting;

// In this namespace, as in .NET Interactive, so that `value.Display()` needs no `using` but System.
namespace System;

/// <summary>Shows values from the middle of a cell.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value, in the MIME types named or in those that its type prefers.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes)
    {
        IReadOnlyDictionary<string, string> bundle = mimeTypes.Length == 0 ? MimeBundle.Of(value) : MimeBundle.Of(value, mimeTypes);
        return Show(bundle);
    }

    /// <summary>Shows text under a MIME type of the caller's choice, as it stands.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType, params string[] additionalMimeTypes) =>
        Show(additionalMimeTypes.Prepend(mimeType).ToDictionary(type => type, _ => value));

    /// <summary>Shows a sequence as a table: a row an element, a column a property.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> value, params string[] mimeTypes) =>
        value.ToTabularDataResource().Display(mimeTypes);

    private static DisplayedValue Show(IReadOnlyDictionary<string, string> bundle)
    {
        string displayId = Guid.NewGuid().ToString("N");
        CellConsole.Output.Publish(new DisplayOutput(bundle, displayId));
        return new DisplayedValue(displayId, [.. bundle.Keys]);
    }
}
