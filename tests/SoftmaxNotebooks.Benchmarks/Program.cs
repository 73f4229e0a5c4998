using System.ComponentModel;
using System.Globalization;
using System.Text;
using SoftmaxNotebooks.Benchmarks.Accuracy;
using SoftmaxNotebooks.Benchmarks.Comparison;
using SoftmaxNotebooks.Benchmarks.Comparison.Peers;
using SoftmaxNotebooks.Benchmarks.Suites;

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
        ulp [--python FILE]    the worst error of softmax, log-softmax and log-sum-exp against exact values
        suites [ARGUMENTS]     the suites of BenchmarkDotNet, with its arguments, such as --filter *Softmax*
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
                return RunUntilCancelled(token => CompareCommand.Run(ComparisonOptions.Parse(arguments.AsSpan(1)), token));
            case ["ulp"]:
                return RunUntilCancelled(token => UlpCommand.Run(PythonLibraries.DefaultPythons, token));
            case ["ulp", "--python", { } python]:
                return RunUntilCancelled(token => UlpCommand.Run([python], token));
            case ["suites", ..]:
                return SuiteCommand.Run(arguments[1..]) ? Success : Failed;
            case ["formatters"]:
                Console.WriteLine(FormatterTable.Measure());
                return Success;
            case ["formatters", "--write"]:
                return Write(FormatterTable.Measure());
            case ["training"]:
                Console.WriteLine(TrainingSpeed.Measure());
                return Success;
            case ["kernel"]:
                return MeasureKernel(KernelSpeed.PublishedHost);
            case ["kernel", { } host]:
                return MeasureKernel(Path.GetFullPath(host));
            case ["mnist"]:
                return await DigitTraining.RunAsync(name: null) ? Success : Failed;
            case ["mnist", { } name] when DigitTraining.Names.Contains(name):
                return await DigitTraining.RunAsync(name) ? Success : Failed;
            case [WholeRun.Verb, { } seed]:
                await WholeRun.RunAsync(int.Parse(seed, CultureInfo.InvariantCulture));
                return Success;
            default:
                Console.Error.WriteLine(Usage);
                Console.Error.WriteLine($"Recipes: {string.Join(", ", DigitTraining.Names)}");
                return WrongUsage;
        }
    }

    /// <summary>Ctrl+C ends the measurement, not the process: that has children to end and says that it was cancelled.</summary>
    private static int RunUntilCancelled(Func<CancellationToken, bool> command)
    {
        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            cancellation.Cancel();
        };
        try
        {
            return command(cancellation.Token) ? Success : Failed;
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
        catch (Exception exception) when (exception is ContenderException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return Failed;
        }
    }

    private static int MeasureKernel(string host)
    {
        if (!File.Exists(host))
        {
            Console.Error.WriteLine($"{host} is not there: publish it first, or name another.");
            return Failed;
        }

        try
        {
            Console.WriteLine(KernelSpeed.Measure(host));
            return Success;
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            Console.Error.WriteLine($"{host} is no notebook host. {exception.Message}");
            return Failed;
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
