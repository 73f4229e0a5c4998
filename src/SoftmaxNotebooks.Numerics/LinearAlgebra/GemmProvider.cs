using MathNet.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>
/// C ← α op(A)·op(B) + β C, where op(X) is X or Xᵀ: MathNet's managed linear algebra with this library's products of matrices
/// </summary>
/// <remarks>
/// Named for the general matrix multiply of BLAS. Shapes: op(A) (M × K), op(B) (K × N), C (M × N), column-major, as MathNet stores its
/// dense matrices; float and double. All else, and complex numbers, is MathNet's own. Each entry is a sum in the order of k, one
/// multiply-add after the other, so its bits depend on no number of threads; of these there are at most
/// <see cref="Control.MaxDegreeOfParallelism"/>, and one for a small product.
/// <para>
/// A process uses it from the line on in which it says so; to load this library changes nothing.
/// </para>
/// <code>
/// LinearAlgebraControl.Provider = GemmProvider.Create();
/// Matrix&lt;float&gt; product = a * b;
/// LinearAlgebraControl.UseManaged(); // and back
/// </code>
/// </remarks>
public static class GemmProvider
{
    private static readonly Type Implementation = ForwardingType.Create(
        typeof(GemmProducts), typeof(ILinearAlgebraProvider), nameof(GemmProducts.Managed));

    /// <summary>A provider for <see cref="LinearAlgebraControl.Provider"/>.</summary>
    /// <remarks>
    /// Its products throw <see cref="ArgumentNullException"/> for an array that is null, and <see cref="ArgumentOutOfRangeException"/> for
    /// one whose length is not that of its shape, for shapes that do not fit and for an unknown <see cref="Transpose"/>; C may be A or B.
    /// α = 0 leaves β C, whatever A and B hold, and with β = 0 it does not matter what C held, as in BLAS.
    /// </remarks>
    public static ILinearAlgebraProvider Create() => (ILinearAlgebraProvider)Activator.CreateInstance(Implementation)!;
}
