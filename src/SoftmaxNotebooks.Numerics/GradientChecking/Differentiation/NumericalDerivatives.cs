using System.Text.Json.Serialization;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A gradient that was measured.</summary>
public sealed record NumericalGradient
{
    /// <summary>∂f/∂x[j], shape (n).</summary>
    public required Vector<double> Values { get; init; }

    /// <summary>
    /// How far off each value may be. Extrapolated: by how much the neighbouring estimates differ. A plain central difference: what rounding
    /// alone may cause; its truncation shows only in comparison with other steps.
    /// </summary>
    public required Vector<double> ErrorEstimates { get; init; }

    /// <summary>The step h[j] that each value was taken with; extrapolated, the smallest one that went into it.</summary>
    public required Vector<double> Steps { get; init; }

    /// <summary>How often the function was evaluated.</summary>
    public required int EvaluationCount { get; init; }
}

/// <summary>A Jacobian that was measured.</summary>
public sealed record NumericalJacobian
{
    /// <summary>J[i,j] = ∂f[i]/∂x[j], shape (m × n).</summary>
    public required Jacobian Values { get; init; }

    /// <summary>How far off each value may be, shape (m × n); see <see cref="NumericalGradient.ErrorEstimates"/>.</summary>
    public required Matrix<double> ErrorEstimates { get; init; }

    /// <summary>The step that each value was taken with, shape (m × n); see <see cref="NumericalGradient.Steps"/>.</summary>
    public required Matrix<double> Steps { get; init; }

    /// <summary>How often the function was evaluated.</summary>
    public required int EvaluationCount { get; init; }
}

/// <summary>One step of a sweep.</summary>
/// <param name="Step">The step h.</param>
/// <param name="Derivative">What the central difference with it finds.</param>
/// <param name="Rounding">How much of that may be rounding, about ε|f| / h.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record StepSweepPoint(double Step, double Derivative, double Rounding);
