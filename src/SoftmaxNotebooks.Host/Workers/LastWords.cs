using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Workers;

/// <summary>
/// What the runtime writes to standard error when it gives up: a stack overflow, an exception that nobody caught, FailFast. It speaks of
/// files and classes that the notebook's reader has never seen, so it is kept out of the output and put into better words.
/// Not safe from several threads.
/// </summary>
internal sealed partial class LastWords
{
    private static readonly string[] Beginnings = ["Stack overflow.", "Unhandled exception.", "Process terminated."];

    // Enough of the trace to see which method called itself.
    private const int MaximumCalls = 6;

    private StringBuilder? _text;

    /// <summary>Takes the next piece of standard error and returns what of it are no last words. These begin at the beginning of a line.</summary>
    public string Take(string text)
    {
        if (_text is not null)
        {
            if (_text.Length < CellChannel.MaximumTextLength)
                _text.Append(text);
            return "";
        }

        int start = Beginnings
            .Select(words => text.StartsWith(words, StringComparison.Ordinal) ? 0 : text.IndexOf('\n' + words, StringComparison.Ordinal))
            .Where(index => index >= 0).DefaultIfEmpty(text.Length).Min();
        if (start < text.Length)
            _text = new StringBuilder(text[start..]);
        return text[..start];
    }

    /// <summary>Why the process is gone, in the notebook's terms.</summary>
    /// <param name="exitCode">The exit code; null if the process does not answer and has not ended either.</param>
    public ErrorOutput Describe(int? exitCode)
    {
        string[] lines = [.. (_text?.ToString() ?? "").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Clean)];
        // First why, in a line or two; then the calls that led there.
        string reason = string.Join(' ', lines.TakeWhile(line => !IsCall(line) && !line.StartsWith("Repeat", StringComparison.Ordinal)).Select(line => line.Trim()));
        string how = reason.Length > 0 ? reason.TrimEnd('.')
            : exitCode is { } code ? $"exit code {code.ToString(CultureInfo.InvariantCulture)}"
            : "it no longer answers";
        string message = $"The cell ended the notebook's process ({how}). The cells after it did not run.";
        IEnumerable<string> calls = lines.Where(IsCall)
            .TakeWhile(line => !line.Contains("<<Initialize>>", StringComparison.Ordinal))
            .Take(MaximumCalls);
        return new ErrorOutput("ProcessEnded", message, [message, .. calls]);
    }

    private static bool IsCall(string line) => line.TrimStart().StartsWith("at ", StringComparison.Ordinal);

    // Cells and their lines stay; a path of this machine goes.
    private static string Clean(string line) => ScriptNames.Clean(SourcePath().Replace(line, match =>
        match.Groups["cell"].Success ? $" in {match.Groups["cell"].Value}, line {match.Groups["line"].Value}" : ""));

    [GeneratedRegex(@" in .*?((?<cell>Cell \[\d+\])|[^/\\]*):line (?<line>\d+)$")]
    private static partial Regex SourcePath();
}
