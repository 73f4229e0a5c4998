using System.Text;
using SoftmaxNotebooks.Benchmarks.Comparison;

namespace SoftmaxNotebooks.Benchmarks;

/// <summary>The figures that README states, measured.</summary>
internal static class Program
{
    private const int Success = 0;
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const int Cancelled = 130;

    private const string Usage = """
        compare [--only GROUPS] [--quick] [--json FILE] [--svg FILE] [--python FILE]
                               this library, its peers and the machine in one run, and whether each target is met;
                               GROUPS of softmax, derivatives, gemm, training; --quick only shows that all of it works
        formatters [--write]   what each displayed value takes: bytes, and milliseconds; --write puts the table into README.md
        training               how fast a network trains, and what its live display takes
        kernel [HOST]          how soon a Jupyter kernel shows its first value, and later ones; HOST is the program,
                               by default the one that `dotnet publish src/SoftmaxNotebooks.Host` leaves for this machine
        mnist [RECIPE]         the accuracy that networks reach on MNIST, mean of three seeds; it takes minutes to hours
        """;

    public static async Task<int> Main(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        switch (arguments)
        {
            case ["compare", ..]:
                return Compare(arguments.AsSpan(1));
            case ["formatters"]:
                Console.WriteLine(FormatterTable.Measure());
                return Success;
            case ["formatters", "--write"]:
                return Write(FormatterTable.Measure());
            case ["training"]:
                Console.WriteLine(TrainingSpeed.Measure());
                return Success;
            case ["kernel"] when File.Exists(KernelSpeed.PublishedHost):
                Console.WriteLine(KernelSpeed.Measure(KernelSpeed.PublishedHost));
                return Success;
            case ["kernel"]:
                Console.Error.WriteLine($"{KernelSpeed.PublishedHost} is not there: publish it first, or name another.");
                return Failed;
            case ["kernel", { } host] when File.Exists(host):
                Console.WriteLine(KernelSpeed.Measure(Path.GetFullPath(host)));
                return Success;
            case ["mnist"]:
                return await DigitTraining.RunAsync(name: null) ? Success : Failed;
            case ["mnist", { } name] when DigitTraining.Names.Contains(name):
                return await DigitTraining.RunAsync(name) ? Success : Failed;
            default:
                Console.Error.WriteLine(Usage);
                Console.Error.WriteLine($"Recipes: {string.Join(", ", DigitTraining.Names)}");
                return WrongUsage;
        }
    }

    private static int Compare(ReadOnlySpan<string> arguments)
    {
        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            cancellation.Cancel();
        };
        try
        {
            return CompareCommand.Run(CompareOptions.Parse(arguments), cancellation.Token) ? Success : Failed;
        }
        catch (FormatException exception)
        {
            Console.Error.WriteLine($"{exception.Message}\n{Usage}");
            return WrongUsage;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Cancelled.");
            return Cancelled;
        }
    }

    private static int Write(string table)
    {
        string path = Path.Combine(Repository.Root, "README.md");
        try
        {
            MarkedSection.Write(path, FormatterTable.SectionName, table);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{path} is as it was: {exception.Message}");
            return Failed;
        }

        Console.WriteLine(table);
        return Success;
    }
}
