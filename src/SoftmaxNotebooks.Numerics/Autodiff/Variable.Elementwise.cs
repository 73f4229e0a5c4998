namespace SoftmaxNotebooks.Numerics;

// What every elementwise operation shares.
public sealed partial class Variable
{
    /// <summary>
    /// g times a derivative: for y[k] = f(x[k]) what g[k] contributes to dx[k], given x[k] and y[k]; for y[k] = f(a[k], b[k]) what it
    /// contributes to one of the two, given both.
    /// </summary>
    private delegate double EntryGradient(double g, double first, double second);

    private Variable Elementwise(string operation, Func<double, double> function, EntryGradient gradient)
    {
        TapeValue x = Value;
        double[] y = new double[x.Shape.Count];
        for (int k = 0; k < y.Length; k++) y[k] = function(x.Entries[k]);

        return Tape.Record(operation, new TapeValue(x.Shape, y), (this, (g, dx) =>
        {
            for (int k = 0; k < dx.Length; k++) dx[k] += Contribution(gradient, g[k], x.Entries[k], y[k]);
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
        EntryGradient leftGradient,
        EntryGradient rightGradient)
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
                for (int k = 0; k < g.Length; k++) da[k % m] += Contribution(leftGradient, g[k], a.Entries[k % m], b.Entries[k % n]);
            }),
            (right, (g, db) =>
            {
                for (int k = 0; k < g.Length; k++) db[k % n] += Contribution(rightGradient, g[k], a.Entries[k % m], b.Entries[k % n]);
            }));
    }

    /// <remarks>For g = 0 it is 0 beside an infinite derivative too, where 0 · inf would be NaN; beside one of NaN it is NaN.</remarks>
    private static double Contribution(EntryGradient gradient, double g, double first, double second)
    {
        if (g != 0) return gradient(g, first, second);
        return double.IsNaN(gradient(1, first, second)) ? double.NaN : 0;
    }

    /// <summary>The shape of the result: that of both, or of the one that the other is spread over.</summary>
    private static TapeShape Broadcast(string operation, Operand left, Operand right)
    {
        (TapeShape a, TapeShape b) = (left.Shape, right.Shape);
        if (a == b || b.Rank == 0 || IsRowOf(b, a)) return a;
        if (a.Rank == 0 || IsRowOf(a, b)) return b;
        throw new ArgumentException(
            $"{operation}: {left.Description} and {right.Description}; "
            + "the shapes must be equal, or one a scalar, or one a matrix and the other as long as its rows."
            + (IsColumnOf(a, b) || IsColumnOf(b, a) ? " With one entry for each row, transpose: (x.Transpose() - v).Transpose()." : ""));
    }

    private static bool IsRowOf(TapeShape row, TapeShape matrix)
        => row.Rank == 1 && matrix.Rank == 2 && row.ColumnCount == matrix.ColumnCount;

    private static bool IsColumnOf(TapeShape column, TapeShape matrix)
        => column.Rank == 1 && matrix.Rank == 2 && column.ColumnCount == matrix.RowCount;
}
