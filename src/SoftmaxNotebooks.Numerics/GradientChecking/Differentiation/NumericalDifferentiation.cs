using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Derivatives without a formula: measured by moving the inputs.</summary>
/// <remarks>
/// Symbols: x the point (n inputs), f the function (m outputs), h the step.
/// <para>
/// Three ways, which share no mistake. Central difference: works for any function, right to about 1e-11 of |f|, extrapolated to about
/// 1e-13. Complex step and dual numbers: right to the last digits, for a function that is written for those numbers.
/// </para>
/// <para>
/// None of them sees a derivative that f itself rounds away: softmax([40, 0]) is [1, 4e-18], the derivative of its first entry is 4e-18,
/// and a central difference finds 0. The closed forms of <see cref="SoftmaxDerivatives"/> are right there.
/// </para>
/// </remarks>
public static partial class NumericalDifferentiation
{
    /// <summary>∂f/∂x[j] ≈ (f(x + h e[j]) - f(x - h e[j])) / 2h</summary>
    /// <remarks>Shapes: at (n), f a scalar, result (n). f is evaluated 2n times; extrapolated 20n times, or more where it does not settle.</remarks>
    /// <exception cref="ArgumentException">The point has no entries.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static NumericalGradient Gradient(
        Func<Vector<double>, double> function, Vector<double> at, CentralDifferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(at);
        return GradientOf(point => [function(Vector<double>.Build.Dense(point))], at.ToArray(), options);
    }

    /// <inheritdoc cref="Gradient(Func{Vector{double}, double}, Vector{double}, CentralDifferenceOptions?)"/>
    public static NumericalGradient Gradient(Func<double[], double> function, double[] at, CentralDifferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(at);
        return GradientOf(point => [function(point)], at, options);
    }

    /// <summary>J[i,j] = ∂f[i]/∂x[j] ≈ (f[i](x + h e[j]) - f[i](x - h e[j])) / 2h</summary>
    /// <remarks>
    /// Shapes: at (n), f (m), result (m × n). f is evaluated 2n times, whatever the number of outputs; extrapolated 20n times, or more
    /// where it does not settle.
    /// </remarks>
    /// <exception cref="ArgumentException">The point has no entries.</exception>
    /// <exception cref="InvalidOperationException">The function returns null, nothing, or not always the same number of outputs.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static NumericalJacobian Jacobian(
        Func<Vector<double>, Vector<double>> function, Vector<double> at, CentralDifferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(at);
        return JacobianOf(point => function(Vector<double>.Build.Dense(point))?.ToArray()!, at.ToArray(), options);
    }

    /// <inheritdoc cref="Jacobian(Func{Vector{double}, Vector{double}}, Vector{double}, CentralDifferenceOptions?)"/>
    public static NumericalJacobian Jacobian(Func<double[], double[]> function, double[] at, CentralDifferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(at);
        return JacobianOf(function, at, options);
    }

    /// <summary>The central difference of one input for h = 10⁻¹, 10⁻², … 10⁻¹² times max(1, |x[j]|).</summary>
    /// <remarks>
    /// Drawn against the true derivative on two logarithmic axes this is a V: on the right the error falls with h², on the left it grows
    /// with ε/h. Where it is flat instead, the derivative it is compared with is wrong.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such input.</exception>
    public static IReadOnlyList<StepSweepPoint> StepSweep(Func<Vector<double>, double> function, Vector<double> at, int input)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(at);
        ArgumentOutOfRangeException.ThrowIfNegative(input);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(input, at.Count);
        return SweepOf(DifferentiationLine.Coordinate(point => [function(Vector<double>.Build.Dense(point))], at.ToArray(), input), output: 0);
    }

    internal static StepSweepPoint[] SweepOf(DifferentiationLine line, int output)
        => [.. Enumerable.Range(1, 12).Select(power => line.Central(Math.Pow(10, -power))).Select(
            difference => new StepSweepPoint(difference.Step, difference.Values[output], difference.Rounding[output]))];

    private static NumericalGradient GradientOf(Func<double[], double[]> function, double[] at, CentralDifferenceOptions? options)
    {
        NumericalJacobian jacobian = JacobianOf(function, at, options);
        return new NumericalGradient
        {
            Values = jacobian.Values.Matrix.Row(0),
            ErrorEstimates = jacobian.ErrorEstimates.Row(0),
            Steps = jacobian.Steps.Row(0),
            EvaluationCount = jacobian.EvaluationCount,
        };
    }

    private static NumericalJacobian JacobianOf(Func<double[], double[]> function, double[] at, CentralDifferenceOptions? options)
    {
        options ??= new CentralDifferenceOptions();
        var counted = new CountedFunction(function);
        var columns = new ExtrapolatedDifference[RequireInputs(at).Length];
        for (int j = 0; j < at.Length; j++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            DifferentiationLine line = DifferentiationLine.Coordinate(counted.Evaluate, at, j);
            columns[j] = options.Extrapolate ? RiddersExtrapolation.Along(line) : Plain(line.Central(options.RelativeStep));
            options.Progress?.Report((j + 1.0) / at.Length);
        }

        return new NumericalJacobian
        {
            Values = Numerics.Jacobian.FromMatrix(ColumnsOf(columns, column => column.Values)),
            ErrorEstimates = ColumnsOf(columns, column => column.Errors),
            Steps = ColumnsOf(columns, column => column.Steps),
            EvaluationCount = counted.Count,
        };
    }

    private static double[] RequireInputs(double[] at)
        => at.Length > 0 ? at : throw new ArgumentException("at is empty: there is no input to differentiate by.", nameof(at));

    private static ExtrapolatedDifference Plain(Difference difference)
        => new(difference.Values, difference.Rounding, [.. difference.Values.Select(_ => difference.Step)]);

    private static Matrix<double> ColumnsOf(ExtrapolatedDifference[] columns, Func<ExtrapolatedDifference, double[]> part)
        => columns[0].Values.Length > 0
            ? Matrix<double>.Build.DenseOfColumnArrays(columns.Select(part))
            : throw new InvalidOperationException("The function returned 0 outputs; there is nothing to differentiate.");
}
