using System.Text.Json.Serialization;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>Whether a training run goes on, or how it ended.</summary>
/// <remarks>In JSON a name, which a reader understands and a new state in between does not shift.</remarks>
[JsonConverter(typeof(JsonStringEnumConverter<TrainingState>))]
public enum TrainingState
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>All epochs were trained.</summary>
    Done,

    /// <summary>The validation loss no longer fell, so that more epochs would not have helped.</summary>
    StoppedEarly,

    /// <summary>It was cancelled, or left by an exception; the epochs until then stand.</summary>
    Interrupted,

    /// <summary>The loss, that of the validation too, or a weight is no longer a finite number.</summary>
    Diverged,
}
