using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Compares a derivative that was derived with one that is measured, and says what is wrong with it.</summary>
/// <remarks>
/// Symbols: x the point (n inputs), f the function (m outputs), J[i,j] = ∂f[i]/∂x[j] (m × n), g an output gradient (m), v a tangent (n).
/// <para>
/// One criterion decides: ratio = |analytic - numeric| / (atol + rtol · |numeric|), and a ratio above 1 fails. The numeric value is a
/// central difference with 2n evaluations of f. Where it disagrees, it is taken again with other steps, and extrapolated if those
/// differ, before anybody is blamed.
/// </para>
/// <para>
/// What a check cannot see: a change that f rounds away (softmax far from balance), a mistake that is 0 at this point, and a kink at the
/// very point where the analytic value is the mean of the two slopes. Check at a random point, never at weights of 0. A check is no proof
/// of the last digits.
/// </para>
/// <para>
/// Every method returns a report, also for a derivative that is wrong. Exceptions are for what cannot be compared: shapes that differ,
/// null, an empty point (ArgumentException); a function without outputs or with a changing number of them (InvalidOperationException).
/// </para>
/// </remarks>
public static class GradientCheck
{
    /// <summary>Checks ∂f/∂x of a function with one output.</summary>
    /// <remarks>Shapes: at (n), f a scalar, gradient (n).</remarks>
    /// <exception cref="ArgumentException">The gradient does not have the shape of the point, or the point has no entries.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static GradientCheckReport Run(
        Func<Vector<double>, double> function, Vector<double> gradient, Vector<double> at, GradientCheckOptions? options = null)
        => Check(CheckedFunction.Of(function, at), AnalyticDerivative.Gradient(gradient), options);

    /// <inheritdoc cref="Run(Func{Vector{double}, double}, Vector{double}, Vector{double}, GradientCheckOptions?)"/>
    public static GradientCheckReport Run(
        Func<Vector<double>, double> function, Func<Vector<double>, Vector<double>> gradient, Vector<double> at, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        CheckedFunction subject = CheckedFunction.Of(function, at);
        return Check(subject, AnalyticDerivative.Gradient(gradient(at.Clone())), options);
    }

    /// <summary>Checks ∂f/∂X of a function with one output, for a batch of rows or a matrix of weights.</summary>
    /// <remarks>Shapes: at (N × C), f a scalar, gradient (N × C).</remarks>
    /// <exception cref="ArgumentException">The gradient does not have the shape of the point, or the point has no entries.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static GradientCheckReport Run(
        Func<Matrix<double>, double> function, Matrix<double> gradient, Matrix<double> at, GradientCheckOptions? options = null)
        => Check(CheckedFunction.Of(function, at), AnalyticDerivative.Gradient(gradient), options);

    /// <inheritdoc cref="Run(Func{Matrix{double}, double}, Matrix{double}, Matrix{double}, GradientCheckOptions?)"/>
    public static GradientCheckReport Run(
        Func<Matrix<double>, double> function, Func<Matrix<double>, Matrix<double>> gradient, Matrix<double> at, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        CheckedFunction subject = CheckedFunction.Of(function, at);
        return Check(subject, AnalyticDerivative.Gradient(gradient(at.Clone())), options);
    }

    /// <summary>Checks J[i,j] = ∂f[i]/∂x[j].</summary>
    /// <remarks>Shapes: at (n), f (m), jacobian (m × n).</remarks>
    /// <exception cref="ArgumentException">The Jacobian is not m × n, or the point has no entries.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static GradientCheckReport RunJacobian(
        Func<Vector<double>, Vector<double>> function, Matrix<double> jacobian, Vector<double> at, GradientCheckOptions? options = null)
        => Check(CheckedFunction.Of(function, at), AnalyticDerivative.Jacobian(jacobian), options);

    /// <inheritdoc cref="RunJacobian(Func{Vector{double}, Vector{double}}, Matrix{double}, Vector{double}, GradientCheckOptions?)"/>
    public static GradientCheckReport RunJacobian(
        Func<Vector<double>, Vector<double>> function, Jacobian jacobian, Vector<double> at, GradientCheckOptions? options = null)
        => RunJacobian(function, jacobian?.Matrix!, at, options);

    /// <inheritdoc cref="RunJacobian(Func{Vector{double}, Vector{double}}, Matrix{double}, Vector{double}, GradientCheckOptions?)"/>
    public static GradientCheckReport RunJacobian(
        Func<Vector<double>, Vector<double>> function, Func<Vector<double>, Matrix<double>> jacobian, Vector<double> at, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(jacobian);
        CheckedFunction subject = CheckedFunction.Of(function, at);
        return Check(subject, AnalyticDerivative.Jacobian(jacobian(at.Clone())), options);
    }

    /// <inheritdoc cref="RunJacobian(Func{Vector{double}, Vector{double}}, Matrix{double}, Vector{double}, GradientCheckOptions?)"/>
    public static GradientCheckReport RunJacobian(
        Func<Vector<double>, Vector<double>> function, Func<Vector<double>, Jacobian> jacobian, Vector<double> at, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(jacobian);
        return RunJacobian(function, x => jacobian(x)?.Matrix!, at, options);
    }

    /// <summary>Checks the Jacobian of a function of a matrix: rows and columns of J count the entries row by row.</summary>
    /// <remarks>Shapes: at (N × C), f (M × K), jacobian (M·K × N·C).</remarks>
    /// <exception cref="ArgumentException">The Jacobian has another shape, or the point has no entries.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static GradientCheckReport RunJacobian(
        Func<Matrix<double>, Matrix<double>> function, Matrix<double> jacobian, Matrix<double> at, GradientCheckOptions? options = null)
        => Check(CheckedFunction.Of(function, at), AnalyticDerivative.Jacobian(jacobian), options);

    /// <inheritdoc cref="RunJacobian(Func{Matrix{double}, Matrix{double}}, Matrix{double}, Matrix{double}, GradientCheckOptions?)"/>
    public static GradientCheckReport RunJacobian(
        Func<Matrix<double>, Matrix<double>> function, Func<Matrix<double>, Matrix<double>> jacobian, Matrix<double> at, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(jacobian);
        CheckedFunction subject = CheckedFunction.Of(function, at);
        return Check(subject, AnalyticDerivative.Jacobian(jacobian(at.Clone())), options);
    }

    /// <summary>Checks Jᵀg, the gradient with respect to the inputs from the gradient with respect to the outputs.</summary>
    /// <remarks>
    /// Shapes: at (n), f (m), vjp(x, outputGradient) takes (n) and (m) and returns (n). Each of the m rows of J is asked for once, and two
    /// output gradients with entries of both signs show whether the product is linear; with projections each projection asks once.
    /// </remarks>
    /// <exception cref="ArgumentException">The product does not have the shape of the point, or the point has no entries.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static GradientCheckReport RunVjp(
        Func<Vector<double>, Vector<double>> function,
        Func<Vector<double>, Vector<double>, Vector<double>> vjp,
        Vector<double> at,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vjp);
        return Check(
            CheckedFunction.Of(function, at),
            AnalyticDerivative.Vjp((outputGradient, subject) => AnalyticDerivative.InShapeOf(
                subject.InputShape, "vector-Jacobian product", "input", vjp(at.Clone(), Vector<double>.Build.Dense(outputGradient))).ToArray()),
            options);
    }

    /// <summary>Checks Jᵀg of a function of a matrix, such as a batch of rows.</summary>
    /// <remarks>Shapes: at (N × C), f (M × K), vjp(X, outputGradient) takes (N × C) and (M × K) and returns (N × C).</remarks>
    /// <exception cref="ArgumentException">The product does not have the shape of the point, or the point has no entries.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static GradientCheckReport RunVjp(
        Func<Matrix<double>, Matrix<double>> function,
        Func<Matrix<double>, Matrix<double>, Matrix<double>> vjp,
        Matrix<double> at,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vjp);
        return Check(
            CheckedFunction.Of(function, at),
            AnalyticDerivative.Vjp((outputGradient, subject) => AnalyticDerivative.InShapeOf(
                subject.InputShape, "vector-Jacobian product", "input", vjp(at.Clone(), subject.OutputShape.ToMatrix(outputGradient))).ToRowMajorArray()),
            options);
    }

    /// <summary>Checks Jv, the change of the outputs when the inputs change by v.</summary>
    /// <remarks>Shapes: at (n), f (m), jvp(x, tangent) takes (n) and (n) and returns (m).</remarks>
    /// <exception cref="ArgumentException">The product does not have the shape of the outputs, or the point has no entries.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static GradientCheckReport RunJvp(
        Func<Vector<double>, Vector<double>> function,
        Func<Vector<double>, Vector<double>, Vector<double>> jvp,
        Vector<double> at,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(jvp);
        return Check(
            CheckedFunction.Of(function, at),
            AnalyticDerivative.Jvp((tangent, subject) => AnalyticDerivative.InShapeOf(
                subject.OutputShape, "Jacobian-vector product", "output", jvp(at.Clone(), Vector<double>.Build.Dense(tangent))).ToArray()),
            options);
    }

    /// <summary>Checks Jv of a function of a matrix, such as a batch of rows.</summary>
    /// <remarks>Shapes: at (N × C), f (M × K), jvp(X, tangent) takes (N × C) twice and returns (M × K).</remarks>
    /// <exception cref="ArgumentException">The product does not have the shape of the outputs, or the point has no entries.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static GradientCheckReport RunJvp(
        Func<Matrix<double>, Matrix<double>> function,
        Func<Matrix<double>, Matrix<double>, Matrix<double>> jvp,
        Matrix<double> at,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(jvp);
        return Check(
            CheckedFunction.Of(function, at),
            AnalyticDerivative.Jvp((tangent, subject) => AnalyticDerivative.InShapeOf(
                subject.OutputShape, "Jacobian-vector product", "output", jvp(at.Clone(), subject.InputShape.ToMatrix(tangent))).ToRowMajorArray()),
            options);
    }

    /// <summary>Checks the second derivative, ∂²f/∂x[i]∂x[j], against the measured derivative of the analytic gradient.</summary>
    /// <remarks>
    /// Shapes: at (n), gradient(x) (n), hessian (n × n). Check the gradient itself first: what is measured here is only how it changes.
    /// </remarks>
    /// <exception cref="ArgumentException">The Hessian is not n × n, or the point has no entries.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static GradientCheckReport RunSecondOrder(
        Func<Vector<double>, Vector<double>> gradient, Func<Vector<double>, Matrix<double>> hessian, Vector<double> at, GradientCheckOptions? options = null)
        => RunJacobian(gradient, hessian, at, SecondOrder(options));

    /// <inheritdoc cref="RunSecondOrder(Func{Vector{double}, Vector{double}}, Func{Vector{double}, Matrix{double}}, Vector{double}, GradientCheckOptions?)"/>
    public static GradientCheckReport RunSecondOrder(
        Func<Vector<double>, Vector<double>> gradient, Func<Vector<double>, Jacobian> hessian, Vector<double> at, GradientCheckOptions? options = null)
        => RunJacobian(gradient, hessian, at, SecondOrder(options));

    /// <summary>Checks Hv, a product with the second derivative, against the measured derivative of the analytic gradient.</summary>
    /// <remarks>Shapes: at (n), gradient(x) (n), hessianVectorProduct(x, tangent) takes (n) and (n) and returns (n).</remarks>
    /// <exception cref="ArgumentException">The product does not have the shape of the point, or the point has no entries.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static GradientCheckReport RunSecondOrder(
        Func<Vector<double>, Vector<double>> gradient,
        Func<Vector<double>, Vector<double>, Vector<double>> hessianVectorProduct,
        Vector<double> at,
        GradientCheckOptions? options = null)
        => RunJvp(gradient, hessianVectorProduct, at, SecondOrder(options));

    /// <summary>The outputs of a gradient are ∂L/∂z[i] unless the caller has a name for them.</summary>
    private static GradientCheckOptions SecondOrder(GradientCheckOptions? options)
    {
        options ??= new GradientCheckOptions();
        return options.OutputSymbol is null ? options with { OutputSymbol = $"∂L/∂{options.InputSymbol}" } : options;
    }

    private static GradientCheckReport Check(CheckedFunction function, AnalyticDerivative analytic, GradientCheckOptions? options)
    {
        options ??= new GradientCheckOptions();
        return options.ProjectionCount > 0
            ? ProjectionCheck.Run(function, analytic, options)
            : CoordinateCheck.Run(function, analytic, options);
    }
}
