using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The matrix product with a plain matrix or vector at the left, X.MatMul(w), as a network has it.</summary>
public static class VariableExtensions
{
    /// <inheritdoc cref="Variable.MatMul(Variable)"/>
    public static Variable MatMul(this Matrix<double> left, Variable right) => Variable.MatMul((TapeValue)left, right);

    /// <inheritdoc cref="Variable.MatMul(Variable)"/>
    public static Variable MatMul(this Vector<double> left, Variable right) => Variable.MatMul((TapeValue)left, right);
}
