using System.Globalization;
using SoftmaxNotebooks.Benchmarks.Comparison;
using SoftmaxNotebooks.Benchmarks.Comparison.Peers;

namespace SoftmaxNotebooks.Benchmarks.Accuracy;

/// <summary>The worst error of softmax, log-softmax and log-sum-exp, ours and that of the peers, against the exact values.</summary>
internal static class UlpCommand
{
    private const double Limit = 3;
    private const int Seed = 3;

    /// <summary>About as many numbers for each row length.</summary>
    private const int ElementCount = 32_768;

    private static readonly double[] Scales = [1e-3, 1e-2, 0.1, 1, 10, 80];
    private static readonly int[] RowLengths = [10, 1_000, 32_768];
    private static readonly Operation[] Operations = [Operation.Softmax, Operation.LogSoftmax, Operation.LogSumExp];

    /// <summary>Prints a table for each operation and type, a row for each scale and row length.</summary>
    /// <returns>Whether none of ours is worse than the limit.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static bool Run(IReadOnlyList<string> pythons, CancellationToken cancellationToken)
    {
        ReferenceCheck.Run();
        using var contenders = Contenders.Start([Works.Softmax], pythons);
        Console.WriteLine("Worst error in ulp of the exact value, which is computed to 300 bits in integers and agrees with mpmath.");
        Console.WriteLine("Logits: standard normal, times the scale.");
        bool isMet = true;
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            List<Row> rows = [];
            foreach (double scale in Scales)
            {
                foreach (int length in RowLengths)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    rows.AddRange(Measure(contenders, precision, scale, length));
                }
            }

            foreach (Operation operation in Operations)
                isMet &= Print(precision, [.. rows.Where(row => row.Operation == operation)]);
        }

        return isMet;
    }

    private static IEnumerable<Row> Measure(Contenders contenders, Precision precision, double scale, int length)
    {
        int rowCount = ElementCount / length;
        Array logits = Arrays.Rounded(Inputs.Normal(new Random(Seed), rowCount * length, scale), precision);
        ExactSoftmax[] exact = [.. logits.ToDoubles().Chunk(length).AsParallel().AsOrdered().Select(row => new ExactSoftmax(row))];
        foreach (Operation operation in Operations)
        {
            var work = new Work(operation, precision, rowCount, length) { Group = Works.Softmax };
            Dictionary<string, double> errors = [];
            foreach (Contender contender in contenders.All.Where(contender => contender.Peer != Contender.Machine))
            {
                if (contender.Prepare(work, [logits]) is not { } prepared) continue;
                using (prepared) errors[contender.Peer] = Worst(work, prepared.Result(), exact);
            }

            yield return new Row(operation, scale, length, errors);
        }
    }

    private static double Worst(Work work, double[] computed, ExactSoftmax[] exact)
    {
        int perRow = work.Operation == Operation.LogSumExp ? 1 : work.Columns;
        return computed.Select((value, i) =>
        {
            ExactSoftmax row = exact[i / perRow];
            BinaryNumber expected = work.Operation switch
            {
                Operation.Softmax => row.Probability(i % perRow),
                Operation.LogSoftmax => row.LogProbability(i % perRow),
                _ => row.LogSumExp,
            };
            return UlpError.Of(value, expected, work.Precision);
        }).Max();
    }

    private static bool Print(Precision precision, IReadOnlyList<Row> rows)
    {
        string[] peers = [.. rows[0].Errors.Keys];
        Console.WriteLine($"\n### {new Work(rows[0].Operation, precision, 1, 1) { Group = Works.Softmax }.Title}\n");
        Console.WriteLine($"| scale | row | {string.Join(" | ", peers)} |");
        Console.WriteLine($"| ---: | ---: | {string.Join(" | ", peers.Select(_ => "---:"))} |");
        foreach (Row row in rows)
        {
            string errors = string.Join(" | ", peers.Select(peer => Text(row.Errors[peer])));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Scale} | {row.Length:N0} | {errors} |"));
        }

        double worst = rows.Max(row => row.Errors[Contender.Ours]);
        Console.WriteLine($"\n{new Verdict(string.Create(CultureInfo.InvariantCulture, $"≤ {Limit} ulp"), worst <= Limit, Text(worst))}");
        return worst <= Limit;
    }

    private static string Text(double error) => error.ToString(error < 1000 ? "0.00" : "0.0e+0", CultureInfo.InvariantCulture);

    private sealed record Row(Operation Operation, double Scale, int Length, IReadOnlyDictionary<string, double> Errors);
}
