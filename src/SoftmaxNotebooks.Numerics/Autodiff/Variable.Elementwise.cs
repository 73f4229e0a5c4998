namespace SoftmaxNotebooks.Numerics;

// What every elementwise operation shares.
public sealed partial class Variable
{
    /// <summary>y[k] = f(x[k]); dx[k] = the contribution of g[k], given x[k] and y[k]</summary>
    private delegate double UnaryGradient(double g, double x, double y);

    /// <summary>y[k] = f(a[k], b[k]); the contribution of g[k] to one of the two, given both</summary>
    private delegate double BinaryGradient(double g, double a, double b);

    private Variable Elementwise(string operation, Func<double, double> function, UnaryGradient gradient)
    {
        TapeValue x = Value;
        double[] y = new double[x.Shape.Count];
        for (int k = 0; k < y.Length; k++) y[k] = function(x.Entries[k]);

        return Tape.Record(operation, new TapeValue(x.Shape, y), (this, (g, dx) =>
        {
            for (int k = 0; k < dx.Length; k++) dx[k] += gradient(g[k], x.Entries[k], y[k]);
        }));
    }

    /// <remarks>
    /// Entry k of the result belongs to entry k mod n of an operand with n entries: of its only entry for a scalar, of the entry in the
    /// same column for a row beside a matrix, and of entry k itself for equal shapes. Backwards the pullbacks add, so an entry that was
    /// used several times gets the sum of its gradients.
    /// </remarks>
    private static Variable Elementwise(
        string operation,
        Operand left,
        Operand right,
        Func<double, double, double> function,
        BinaryGradient leftGradient,
        BinaryGradient rightGradient)
    {
        GradientTape tape = GradientTape.Of(operation, left, right);
        TapeShape shape = Broadcast(operation, left, right);
        (TapeValue a, TapeValue b) = (left.Value, right.Value);
        (int m, int n) = (a.Shape.Count, b.Shape.Count);
        double[] y = new double[shape.Count];
        for (int k = 0; k < y.Length; k++) y[k] = function(a.Entries[k % m], b.Entries[k % n]);

        return tape.Record(
            operation,
            new TapeValue(shape, y),
            (left, (g, da) =>
            {
                for (int k = 0; k < g.Length; k++) da[k % m] += leftGradient(g[k], a.Entries[k % m], b.Entries[k % n]);
            }),
            (right, (g, db) =>
            {
                for (int k = 0; k < g.Length; k++) db[k % n] += rightGradient(g[k], a.Entries[k % m], b.Entries[k % n]);
            }));
    }

    /// <summary>The shape of the result: that of both, or of the one that the other is spread over.</summary>
    private static TapeShape Broadcast(string operation, Operand left, Operand right)
    {
        (TapeShape a, TapeShape b) = (left.Shape, right.Shape);
        if (a == b || b.Rank == 0 || IsRowOf(b, a)) return a;
        if (a.Rank == 0 || IsRowOf(a, b)) return b;
        throw new ArgumentException(
            $"{operation}: {left.Description} and {right.Description}; "
            + "the shapes must be equal, or one a scalar, or one a matrix and the other as long as its rows.");
    }

    private static bool IsRowOf(TapeShape row, TapeShape matrix)
        => row.Rank == 1 && matrix.Rank == 2 && row.ColumnCount == matrix.ColumnCount;
}
