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

    /// <summary>How many tolerances off no rounding is that three steps agree on.</summary>
    private const double PlainlyOff = 1000;

    private readonly DifferentiationLine _line;
    private readonly double[] _middle;
    private readonly GradientCheckOptions _options;
    private readonly Difference _wide;
    private readonly Difference _usual;
    private readonly Difference _narrow;
    private readonly List<ExtrapolatedDifference> _attempts = [];
    private Difference? _fine;

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
    /// <param name="output">Which output.</param>
    /// <param name="analytic">What it is compared with: the nearer it is, the more it takes to contradict it.</param>
    internal Remeasured Of(int output, double analytic)
    {
        if (Kink(output) is { } kink) return new Remeasured(_usual.Values[output], _usual.Rounding[output], kink);

        double usual = _usual.Values[output], narrow = _narrow.Values[output], wide = _wide.Values[output];
        double tolerance = _options.ToleranceOf(narrow);
        double change = narrow - usual, spread = Math.Max(Math.Abs(change), Math.Abs(wide - usual) / 3);
        bool settles = spread <= tolerance && _narrow.Rounding[output] <= tolerance / 4;
        if (settles && Math.Abs(analytic - usual) > PlainlyOff * tolerance) return Settled(output, narrow, change);

        int k = 0;
        foreach (double firstStep in RiddersExtrapolation.FirstSteps(_line))
        {
            if (k == _attempts.Count) _attempts.Add(RiddersExtrapolation.Along(_line, firstStep));
            (double value, double error) = (_attempts[k].Values[output], _attempts[k].Errors[output]);
            if (error <= _options.ToleranceOf(value)) return new Remeasured(value, error, null);
            k++;
        }

        // What is no number is a matter of its own.
        if (settles || !double.IsFinite(usual)) return Settled(output, narrow, change);
        return new Remeasured(
            usual, _usual.Rounding[output], $"the step h gives {ReportNumber.Long(usual)}, h/√3 gives {ReportNumber.Long(narrow)}");
    }

    /// <summary>What the change shows of the truncation is taken off: with h² three times smaller, half of the change is left.</summary>
    private Remeasured Settled(int output, double narrow, double change) => Math.Abs(change) > 4 * _narrow.Rounding[output]
        ? new Remeasured(narrow + (change / 2), Math.Abs(change), null)
        : new Remeasured(_usual.Values[output], _usual.Rounding[output], null);

    /// <summary>Whether the two slopes differ by the same at both steps, by more than tolerance and rounding explain.</summary>
    private string? Kink(int output)
    {
        double left = (_middle[output] - _narrow.Below[output]) / _narrow.Step, right = (_narrow.Above[output] - _middle[output]) / _narrow.Step;
        double jump = (_usual.Above[output] - _middle[output] - (_middle[output] - _usual.Below[output])) / _usual.Step;
        double narrowJump = right - left;

        // A smooth function has narrowJump = jump / √3 = 0.58 jump, a kink has narrowJump = jump. So has, at one pair of steps, a function
        // that turns within them; a hundredth of the step then tells.
        bool mayBeKink = narrowJump / jump is > 0.8 and < 1.25
            && Math.Abs(narrowJump) > 10 * _options.ToleranceOf(_usual.Values[output])
            && Math.Abs(narrowJump) > 16 * _narrow.Rounding[output];
        if (!mayBeKink) return null;

        _fine ??= _line.CentralAt(_usual.Step / 100);
        double fineJump = (_fine.Above[output] - _middle[output] - (_middle[output] - _fine.Below[output])) / _fine.Step;
        return fineJump / narrowJump is > 0.8 and < 1.25 ? $"the slope to the left is {ReportNumber.Long(left)}, to the right {ReportNumber.Long(right)}" : null;
    }
}

/// <summary>A derivative after the second look; why it is not to be trusted, or null if it is.</summary>
internal sealed record Remeasured(double Value, double Error, string? Doubt);
