namespace SoftmaxNotebooks.Numerics;

/// <summary>Where a constant factor between two derivatives usually comes from.</summary>
internal static class ConstantFactors
{
    /// <summary>So near 1 that it may be what is left of an error of the measurement.</summary>
    internal static bool IsNearOne(double factor) => Math.Abs(factor - 1) < 1e-4;

    /// <summary>A factor that is none of the usual ones.</summary>
    internal static string Unexplained(double factor) => $"a constant factor: analytic = {ReportNumber.Long(factor)} · numeric everywhere.";

    /// <summary>Null for a factor that is none of the usual ones.</summary>
    /// <param name="factor">analytic / numeric</param>
    /// <param name="batchSize">N, if the caller has said it.</param>
    /// <param name="inputShape">The rows of a matrix may be examples, or not: weights have rows too.</param>
    internal static string? Explain(double factor, int? batchSize, GridShape inputShape)
    {
        string sign = factor < 0 ? "−" : "";
        double size = Math.Abs(factor);
        var formulas = new List<(string Formula, string Reason)>();
        if (batchSize is { } stated)
        {
            formulas.AddRange(Means(size, stated, FormattableString.Invariant($"N = {stated}"), ""));
        }
        else if (inputShape.Rank == 2)
        {
            formulas.AddRange(Means(size, inputShape.Rows, FormattableString.Invariant($"N = {inputShape.Rows} rows"), "if the rows are examples, "));
        }

        if (Near(size, 2)) formulas.Add(("2 · numeric", "perhaps a 2 too many, as from the derivative of a square that the loss halves, or from a sum over 2 that the loss averages"));
        if (Near(size, 0.5)) formulas.Add(("numeric / 2", "perhaps a 2 too few, as where the derivative of a square was taken without it"));
        if (formulas.Count == 0) return null;

        string flipped = factor < 0 ? ", and the sign is flipped" : "";
        return $"a constant factor: analytic = {sign}{formulas[0].Formula} everywhere: {string.Join("; or ", formulas.Select(formula => formula.Reason))}{flipped}.";
    }

    private static IEnumerable<(string Formula, string Reason)> Means(double size, int count, string name, string condition)
    {
        if (count < 2) yield break;
        if (Near(size, count)) yield return ($"N · numeric, {name},", condition + "the mean over the batch was forgotten");
        if (Near(size, 1.0 / count)) yield return ($"numeric / N, {name},", condition + "the mean over the batch was taken twice");
    }

    private static bool Near(double value, double expected) => Math.Abs(value - expected) <= 1e-5 * expected;
}
