namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>Which examples are trained on and which are validated with.</summary>
/// <param name="TrainingOrder">The numbers of the examples to train on, to be shuffled for each epoch.</param>
/// <param name="Validation">What is validated with, or null.</param>
/// <param name="ValidationOrder">The numbers of the examples in it.</param>
internal sealed record ValidationSplit(int[] TrainingOrder, LabelledExamples? Validation, int[] ValidationOrder)
{
    internal static ValidationSplit Of(LabelledExamples examples, LabelledExamples? validation, TrainingOptions options)
    {
        if (validation is not null && options.ValidationShare > 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"validation is given, and ValidationShare is {options.ValidationShare}; choose one of the two."),
                nameof(validation));
        }

        int[] order = [.. Enumerable.Range(0, examples.Count)];
        int[] validationOrder = validation is null ? [] : [.. Enumerable.Range(0, validation.Count)];
        if (options.ValidationShare > 0)
        {
            RandomStream.ValidationSplit(options.Seed).Shuffle(order);
            int count = (int)Math.Round(options.ValidationShare * examples.Count);
            (order, validationOrder) = (order[count..], order[..count]);
        }

        // In the order of the examples, so that an epoch's order depends on its own shuffle alone.
        Array.Sort(order);
        Array.Sort(validationOrder);
        if (order.Length == 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"examples has {examples.Count} examples, of which {order.Length} are left to train on; there must be at least 1."),
                nameof(examples));
        }

        bool isValidated = validation is not null || options.ValidationShare > 0;
        if (isValidated && validationOrder.Length == 0)
        {
            throw new ArgumentException("There are no examples to validate with; there must be at least 1.", nameof(validation));
        }

        if (options.EarlyStoppingPatience is { } patience && !isValidated)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"EarlyStoppingPatience is {patience}, which needs validation: give validation examples, or set ValidationShare."),
                nameof(options));
        }

        return new ValidationSplit(order, isValidated ? validation ?? examples : null, validationOrder);
    }
}
