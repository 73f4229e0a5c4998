using System.Text.Json;
using System.Text.Json.Serialization;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Workers;

/// <summary>What a notebook's process tells the one that started it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(OutputProduced), "output")]
[JsonDerivedType(typeof(CellFinished), "finished")]
internal abstract record WorkerMessage;

/// <param name="Cell">The number of the cell that shows it, which need not be the one that runs.</param>
/// <param name="Output">What it shows.</param>
internal sealed record OutputProduced(int Cell, CellOutput Output) : WorkerMessage;

internal sealed record CellFinished(int Cell, CellOutcome Outcome) : WorkerMessage;

/// <summary>
/// The wire between the two processes: a line of JSON a message, over a named pipe. Not over standard output, which belongs to the cells,
/// and not over inherited handles, which a process that a cell starts would keep open.
/// </summary>
internal static class WorkerWire
{
    public static string Write<T>(T message) => JsonSerializer.Serialize(message);

    public static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line) ?? throw new JsonException("A message was null.");
}
