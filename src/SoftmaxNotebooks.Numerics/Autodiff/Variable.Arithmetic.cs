namespace SoftmaxNotebooks.Numerics;

// + - * / entry by entry, between nodes, and between a node and a plain number, vector or matrix on either side.
public sealed partial class Variable
{
    /// <summary>y = a + b, elementwise; da = g, db = g</summary>
    /// <remarks>
    /// Shapes: equal; or a scalar and anything; or a matrix (N × C) and a vector (C), which is added to each row, as a bias is.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes do not fit. The operands are recorded on different tapes.</exception>
    /// <exception cref="InvalidOperationException">An operand is a gradient of this tape, not recorded as a constant.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public static Variable operator +(Variable left, Variable right) => Add(left, right);

    /// <inheritdoc cref="operator +(Variable, Variable)"/>
    public static Variable operator +(Variable left, TapeValue right) => Add(left, right);

    /// <inheritdoc cref="operator +(Variable, Variable)"/>
    public static Variable operator +(TapeValue left, Variable right) => Add(left, right);

    /// <summary>y = a - b, elementwise; da = g, db = -g</summary>
    /// <remarks>Shapes: as for +.</remarks>
    /// <exception cref="ArgumentException">The shapes do not fit. The operands are recorded on different tapes.</exception>
    /// <exception cref="InvalidOperationException">An operand is a gradient of this tape, not recorded as a constant.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public static Variable operator -(Variable left, Variable right) => Subtract(left, right);

    /// <inheritdoc cref="operator -(Variable, Variable)"/>
    public static Variable operator -(Variable left, TapeValue right) => Subtract(left, right);

    /// <inheritdoc cref="operator -(Variable, Variable)"/>
    public static Variable operator -(TapeValue left, Variable right) => Subtract(left, right);

    /// <summary>y = a · b, elementwise: the Hadamard product; da = g b, db = g a</summary>
    /// <remarks>
    /// Shapes: as for +. For matrices too each entry is multiplied with the entry in its place, as in TensorFlow, NumPy and PyTorch, and
    /// unlike MathNet's *; the matrix product is <see cref="MatMul(Variable)"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes do not fit. The operands are recorded on different tapes.</exception>
    /// <exception cref="InvalidOperationException">An operand is a gradient of this tape, not recorded as a constant.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public static Variable operator *(Variable left, Variable right) => Multiply(left, right);

    /// <inheritdoc cref="operator *(Variable, Variable)"/>
    public static Variable operator *(Variable left, TapeValue right) => Multiply(left, right);

    /// <inheritdoc cref="operator *(Variable, Variable)"/>
    public static Variable operator *(TapeValue left, Variable right) => Multiply(left, right);

    /// <summary>y = a / b, elementwise; da = g / b, db = -g a / b²</summary>
    /// <remarks>Shapes: as for +.</remarks>
    /// <exception cref="ArgumentException">The shapes do not fit. The operands are recorded on different tapes.</exception>
    /// <exception cref="InvalidOperationException">An operand is a gradient of this tape, not recorded as a constant.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public static Variable operator /(Variable left, Variable right) => Divide(left, right);

    /// <inheritdoc cref="operator /(Variable, Variable)"/>
    public static Variable operator /(Variable left, TapeValue right) => Divide(left, right);

    /// <inheritdoc cref="operator /(Variable, Variable)"/>
    public static Variable operator /(TapeValue left, Variable right) => Divide(left, right);

    /// <summary>y = -x; dx = -g</summary>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public static Variable operator -(Variable operand)
    {
        ArgumentNullException.ThrowIfNull(operand);
        return operand.Elementwise("Negate", x => -x, (g, x, y) => -g);
    }

    private static Variable Add(Operand left, Operand right)
        => Elementwise("Add", left, right, (a, b) => a + b, (g, a, b) => g, (g, a, b) => g);

    private static Variable Subtract(Operand left, Operand right)
        => Elementwise("Subtract", left, right, (a, b) => a - b, (g, a, b) => g, (g, a, b) => -g);

    private static Variable Multiply(Operand left, Operand right)
        => Elementwise("Multiply", left, right, (a, b) => a * b, (g, a, b) => g * b, (g, a, b) => g * a);

    // (a / b) / b rather than a / (b b), whose square overflows or underflows before the quotient does.
    private static Variable Divide(Operand left, Operand right)
        => Elementwise("Divide", left, right, (a, b) => a / b, (g, a, b) => g / b, (g, a, b) => -g * (a / b / b));
}
