using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Training;

/// <summary>A place where a training run is shown: each report in the place of the one before, the last of them for good.</summary>
/// <remarks>Called by one thread at a time. It may throw, and is not called again then.</remarks>
internal interface ITrainingView
{
    void Show(TrainingProgress progress);
}
