namespace SoftmaxNotebooks.Numerics;

/// <summary>A second look at an input whose derivatives disagree: is the numerical derivative itself to be trusted?</summary>
/// <remarks>
/// Symbols: c(h) = (f(x + h) - f(x - h)) / 2h, r(h) = (f(x + h) - f(x)) / h the slope to the right, l(h) the slope to the left.
/// For a smooth function c(h) and c(h/2) agree to about h², and r - l = h f'' halves with h. At a kink r - l stays as it is, while c(h) and
/// c(h/2) agree on a mean of the two slopes that is no derivative. In noise everything grows as h shrinks.
/// </remarks>
internal static class Reexamination
{
    /// <summary>Where an extrapolation starts: far out, for a function with much rounding; near, for one that turns quickly.</summary>
    private static readonly double[] FirstSteps = [Math.ScaleB(1, -3), Math.ScaleB(1, -11)];

    internal static void OfColumn(GradientEvidence evidence, int input, Func<double[], double[]> function)
    {
        DifferentiationLine line = DifferentiationLine.Coordinate(function, evidence.Input, input);
        double step = evidence.Steps[input];
        Difference half = line.Central(step / line.Scale / 2);
        double[] above = line.At(step), below = line.At(-step), halfAbove = line.At(step / 2), halfBelow = line.At(-step / 2);
        ExtrapolatedDifference?[] extrapolated = new ExtrapolatedDifference?[FirstSteps.Length];
        for (int i = 0; i < evidence.OutputCount; i++)
        {
            if (evidence.Ratio(i, input) <= 1) continue;

            double middle = evidence.Output[i];
            double jump = (above[i] - middle - (middle - below[i])) / step;
            double halfJump = (halfAbove[i] - middle - (middle - halfBelow[i])) / (step / 2);
            if (IsKink(jump, halfJump, evidence.Tolerance(evidence.Numeric[i][input]), half.Rounding[i]))
            {
                evidence.MarkKink(i, input, left: (middle - halfBelow[i]) / (step / 2), right: (halfAbove[i] - middle) / (step / 2));
                continue;
            }

            double tolerance = evidence.Tolerance(half.Values[i]);
            double change = half.Values[i] - evidence.Numeric[i][input];
            if (Math.Abs(change) <= tolerance && half.Rounding[i] <= tolerance / 4)
            {
                // It settles. What the change shows of the truncation is taken off: c(h/2) + (c(h/2) - c(h)) / 3 has none of order h².
                if (Math.Abs(change) > 4 * half.Rounding[i]) evidence.Replace(i, input, half.Values[i] + (change / 3), Math.Abs(change));
                continue;
            }

            bool isSmooth = false;
            for (int k = 0; k < FirstSteps.Length && !isSmooth; k++)
            {
                ExtrapolatedDifference attempt = extrapolated[k] ??= RiddersExtrapolation.Along(line, FirstSteps[k]);
                isSmooth = attempt.Errors[i] <= evidence.Tolerance(attempt.Values[i]);
                if (isSmooth) evidence.Replace(i, input, attempt.Values[i], attempt.Errors[i]);
            }

            if (!isSmooth && double.IsFinite(evidence.Numeric[i][input])) evidence.MarkNoise(i, input, evidence.Numeric[i][input], half.Values[i]);
        }
    }

    private static bool IsKink(double jump, double halfJump, double tolerance, double rounding)
        => Math.Abs(halfJump) > 0.75 * Math.Abs(jump)
            && Math.Abs(halfJump) < 1.5 * Math.Abs(jump)
            && Math.Abs(halfJump) > 10 * tolerance
            && Math.Abs(halfJump) > 16 * rounding;
}
