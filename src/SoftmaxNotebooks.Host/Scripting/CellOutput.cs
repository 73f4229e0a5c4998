using System.Text.Json.Serialization;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>One thing that a cell shows; the cases are those of nbformat. Serialisable, because it crosses from the notebook's process.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(StreamOutput), "stream")]
[JsonDerivedType(typeof(DisplayOutput), "display")]
[JsonDerivedType(typeof(DisplayUpdate), "update")]
[JsonDerivedType(typeof(ResultOutput), "result")]
[JsonDerivedType(typeof(ErrorOutput), "error")]
internal abstract record CellOutput;

/// <summary>Text written to the console.</summary>
/// <param name="Name"><see cref="StandardOutput"/> or <see cref="StandardError"/>.</param>
/// <param name="Text">The text, line ends included.</param>
internal sealed record StreamOutput(string Name, string Text) : CellOutput
{
    public const string StandardOutput = "stdout";
    public const string StandardError = "stderr";
}

/// <summary>A displayed value: the same thing in one or more MIME types.</summary>
/// <param name="Data">Content by MIME type.</param>
/// <param name="DisplayId">The name under which <see cref="DisplayUpdate"/> finds it again, if any.</param>
internal sealed record DisplayOutput(IReadOnlyDictionary<string, string> Data, string? DisplayId = null) : CellOutput;

/// <summary>New content for a value that is already on display, in whichever cell that was.</summary>
internal sealed record DisplayUpdate(string DisplayId, IReadOnlyDictionary<string, string> Data) : CellOutput;

/// <summary>The value of the cell's last expression.</summary>
internal sealed record ResultOutput(IReadOnlyDictionary<string, string> Data) : CellOutput;

/// <summary>Why the cell failed.</summary>
/// <param name="Name">The kind of error: an exception's type name, or a name of the host's such as CompilationError.</param>
/// <param name="Message">What went wrong, in a line or two.</param>
/// <param name="Traceback">Where, as lines for people to read.</param>
internal sealed record ErrorOutput(string Name, string Message, IReadOnlyList<string> Traceback) : CellOutput;
