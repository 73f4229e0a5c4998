namespace SoftmaxNotebooks.Numerics;

/// <summary>A second look at a derivative that disagrees: is the measured value itself to be trusted?</summary>
/// <remarks>
/// Symbols: c(h) = (f(x + h) - f(x - h)) / 2h, r(h) = (f(x + h) - f(x)) / h the slope to the right, l(h) the slope to the left.
/// For a smooth function c(h) changes with h by about h², and r - l = h f'' shrinks with h. At a kink r - l stays as it is, while the c(h)
/// agree on a mean of the two slopes that is no derivative. In noise everything grows as h shrinks.
/// </remarks>
internal sealed class Reexamination
{
    /// <summary>Between two steps that are compared. Irrational, so that values which move in whole units do not agree by chance.</summary>
    private static readonly double Ratio = Math.Sqrt(3);

    private readonly DifferentiationLine _line;
    private readonly double[] _middle;
    private readonly GradientCheckOptions _options;
    private readonly Difference _wide;
    private readonly Difference _usual;
    private readonly Difference _narrow;
    private readonly List<ExtrapolatedDifference> _attempts = [];

    /// <param name="line">What is differentiated.</param>
    /// <param name="middle">f(x)</param>
    /// <param name="step">The step of the first look.</param>
    /// <param name="options">The tolerances.</param>
    internal Reexamination(DifferentiationLine line, double[] middle, double step, GradientCheckOptions options)
    {
        _line = line;
        _middle = middle;
        _options = options;
        _wide = line.CentralAt(step * Ratio);
        _usual = line.CentralAt(step);
        _narrow = line.CentralAt(step / Ratio);
    }

    /// <summary>The derivative of one output as well as it can be measured, or why it cannot.</summary>
    internal Remeasured Of(int output)
    {
        if (Kink(output) is { } kink) return new Remeasured(_usual.Values[output], _usual.Rounding[output], kink);

        double usual = _usual.Values[output], narrow = _narrow.Values[output], wide = _wide.Values[output];
        double tolerance = _options.ToleranceOf(narrow);
        double change = narrow - usual;
        if (Math.Abs(change) <= tolerance && Math.Abs(wide - usual) <= (Ratio * Ratio * tolerance) && _narrow.Rounding[output] <= tolerance / 4)
        {
            // It settles. What the change shows of the truncation is taken off: with h² three times smaller, half of the change is left.
            return Math.Abs(change) > 4 * _narrow.Rounding[output]
                ? new Remeasured(narrow + (change / 2), Math.Abs(change), null)
                : new Remeasured(usual, _usual.Rounding[output], null);
        }

        int k = 0;
        foreach (double firstStep in RiddersExtrapolation.FirstSteps(_line))
        {
            if (k == _attempts.Count) _attempts.Add(RiddersExtrapolation.Along(_line, firstStep));
            (double value, double error) = (_attempts[k].Values[output], _attempts[k].Errors[output]);
            if (error <= _options.ToleranceOf(value)) return new Remeasured(value, error, null);
            k++;
        }

        // What is no number is a matter of its own.
        string? noise = double.IsFinite(usual)
            ? $"the step h gives {ReportNumber.Long(usual)}, h/√3 gives {ReportNumber.Long(narrow)}"
            : null;
        return new Remeasured(usual, _usual.Rounding[output], noise);
    }

    /// <summary>Whether the two slopes differ by the same at both steps, by more than tolerance and rounding explain.</summary>
    private string? Kink(int output)
    {
        double left = (_middle[output] - _narrow.Below[output]) / _narrow.Step, right = (_narrow.Above[output] - _middle[output]) / _narrow.Step;
        double jump = (_usual.Above[output] - _middle[output] - (_middle[output] - _usual.Below[output])) / _usual.Step;
        double narrowJump = right - left;

        // A smooth function has narrowJump = jump / √3 = 0.58 jump, a kink has narrowJump = jump.
        bool isKink = narrowJump / jump is > 0.8 and < 1.25
            && Math.Abs(narrowJump) > 10 * _options.ToleranceOf(_usual.Values[output])
            && Math.Abs(narrowJump) > 16 * _narrow.Rounding[output];
        return isKink ? $"the slope to the left is {ReportNumber.Long(left)}, to the right {ReportNumber.Long(right)}" : null;
    }
}

/// <summary>A derivative after the second look; why it is not to be trusted, or null if it is.</summary>
internal sealed record Remeasured(double Value, double Error, string? Doubt);
