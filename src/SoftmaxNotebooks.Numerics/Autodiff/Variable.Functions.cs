namespace SoftmaxNotebooks.Numerics;

// Functions of each entry. Shapes: that of the input.
public sealed partial class Variable
{
    /// <summary>y = exp(x), elementwise; dx = g y</summary>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Exp() => Elementwise("Exp", Math.Exp, (g, x, y) => g * y);

    /// <summary>y = log(x), elementwise; dx = g / x</summary>
    /// <remarks>For the logarithm of a softmax there is <see cref="LogSoftmax"/>, which does not lose small probabilities.</remarks>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Log() => Elementwise("Log", Math.Log, (g, x, y) => g / x);

    /// <summary>y = xⁿ, elementwise; dx = g n xⁿ⁻¹</summary>
    /// <remarks>For n = 0 the derivative is 0 everywhere, at x = 0 too, where the formula says 0 · inf.</remarks>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Pow(double exponent) => Elementwise(
        FormattableString.Invariant($"Pow({exponent})"),
        x => Math.Pow(x, exponent),
        (g, x, y) => g * PowerDerivative(x, exponent));

    /// <summary>y = aᵇ, elementwise; da = g b aᵇ⁻¹, db = g aᵇ log(a)</summary>
    /// <remarks>
    /// Shapes: as for +. At a = 0 the derivative with respect to an exponent b above 0 is 0, the limit from above, where the formula says
    /// 0 · inf. At a = 0 and b = 0 that it is 0 is a convention: 0⁰ is 1, and every higher power of 0 is 0. For a below 0 it is NaN: the
    /// exponent could not be moved from a whole number.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes do not fit. The operands are recorded on different tapes.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Pow(Variable exponent) => Elementwise(
        "Pow",
        this,
        exponent,
        Math.Pow,
        (g, a, b) => g * PowerDerivative(a, b),
        (g, a, b) => a == 0 && b >= 0 ? 0 : g * Math.Pow(a, b) * Math.Log(a));

    /// <summary>y = max(x, 0), elementwise; dx = g where x is greater than 0, and 0 elsewhere</summary>
    /// <remarks>At x = 0, where there is no derivative, it is taken to be 0, as TensorFlow, PyTorch and JAX do.</remarks>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Relu() => Elementwise("Relu", x => Math.Max(x, 0), (g, x, y) => x > 0 ? g : x <= 0 ? 0 : double.NaN);

    /// <summary>y = tanh(x), elementwise; dx = g / cosh²(x)</summary>
    /// <remarks>
    /// The same as g (1 - y²), without the cancellation: at x = 20 y rounds to 1, and 1 - y² to 0 where 1.7e-17 is due.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Tanh() => Elementwise("Tanh", Math.Tanh, (g, x, y) => g / Math.Cosh(x) / Math.Cosh(x));

    /// <summary>y = 1 / (1 + exp(-x)), elementwise; dx = g y (1 - y)</summary>
    /// <remarks>
    /// 1 - y is computed as sigmoid(-x), which does not cancel: at x = 40 y rounds to 1, and 1 - y to 0 where 4e-18 is due. Sigmoid is
    /// the softmax of [x, 0], whose derivative here keeps the same digits.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Sigmoid() => Elementwise("Sigmoid", ElementaryFunctions.Sigmoid, (g, x, y) => g * y * ElementaryFunctions.Sigmoid(-x));

    private static double PowerDerivative(double x, double exponent) => exponent == 0 ? 0 : exponent * Math.Pow(x, exponent - 1);
}
