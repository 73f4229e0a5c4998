using System.Text;

namespace SoftmaxNotebooks.Benchmarks;

/// <summary>The figures that README states, measured.</summary>
internal static class Program
{
    private const int Success = 0;
    private const int Failed = 1;
    private const int WrongUsage = 2;

    private const string Usage = """
        formatters [--write]   what each displayed value takes: bytes, and milliseconds; --write puts the table into README.md
        """;

    public static int Main(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        switch (arguments)
        {
            case ["formatters"]:
                Console.WriteLine(FormatterTable.Measure());
                return Success;
            case ["formatters", "--write"]:
                return Write(FormatterTable.Measure());
            default:
                Console.Error.WriteLine(Usage);
                return WrongUsage;
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
