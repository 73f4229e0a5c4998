using Microsoft.AspNetCore.Html;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Scripting;

// The part of .NET Interactive that notebooks are written against, under its own names and namespaces, so that one source runs in both.
namespace Microsoft.DotNet.Interactive;

#pragma warning disable CA1822 // Members are of the instance where they are so in .NET Interactive.

/// <summary>What every cell can call without a <c>using</c>: <c>display</c>, <c>HTML</c>, <c>CSS</c>, <c>Javascript</c> and input.</summary>
public class Kernel
{
    private protected Kernel()
    {
    }

    /// <summary>The kernel that runs the cell.</summary>
    public static Kernel Current { get; } = new();

    /// <summary>The outermost kernel; this host has only one.</summary>
    public static Kernel Root => Current;

    /// <summary>The outermost kernel; this host has only one.</summary>
    public Kernel RootKernel => Current;

#pragma warning disable IDE1006 // `display` is spelled as .NET Interactive spells it.
    /// <summary>Shows a value, in the MIME types named or in those that its type prefers.</summary>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);
#pragma warning restore IDE1006

    /// <summary>HTML that is shown as it stands, not encoded.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Runs a script in the page that shows the notebook.</summary>
    public static void Javascript(string scriptContent) => Show(CellLanguages.JavaScript, scriptContent);

    /// <summary>Adds a style sheet to the page that shows the notebook.</summary>
    public static void CSS(string content) => Show(CellLanguages.Html, $"<style>{content}</style>");

    /// <summary>Asks the user for a line.</summary>
    /// <exception cref="InvalidOperationException">The notebook runs without a user.</exception>
    public static Task<string> GetInputAsync(string prompt = "", string inputName = "") => CellConsole.AskAsync(prompt, isPassword: false);

    /// <summary>Asks the user for a line that is not shown while it is typed.</summary>
    /// <exception cref="InvalidOperationException">The notebook runs without a user.</exception>
    public static Task<string> GetPasswordAsync(string prompt = "", string inputName = "") => CellConsole.AskAsync(prompt, isPassword: true);

    private static void Show(string language, string text)
    {
        (string mimeType, string content) = CellLanguages.AsDisplay(language, text);
        content.DisplayAs(mimeType);
    }
}

/// <summary>The context in which a cell runs.</summary>
public sealed class KernelInvocationContext
{
    private KernelInvocationContext()
    {
    }

    /// <summary>The context of the running cell.</summary>
    public static KernelInvocationContext Current { get; } = new();

    /// <summary>The kernel that runs the cell.</summary>
    public Kernel HandlingKernel => Kernel.Current;

    /// <summary>Cancelled when the cell is interrupted: for loops that look, and for what takes a token.</summary>
    public CancellationToken CancellationToken => CellConsole.Cell.Interrupt;

    /// <summary>Shows a value in the running cell.</summary>
    public DisplayedValue Display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);

    /// <summary>Writes text to the cell's standard output.</summary>
    public void DisplayStandardOut(string output) => CellConsole.Output.Write(StreamOutput.StandardOutput, output);

    /// <summary>Writes text to the cell's standard error.</summary>
    public void DisplayStandardError(string error) => CellConsole.Output.Write(StreamOutput.StandardError, error);

    /// <summary>Shows text under a MIME type of the caller's choice.</summary>
    public DisplayedValue DisplayAs(string content, string mimeType) => content.DisplayAs(mimeType);
}
