using SoftmaxNotebooks.Benchmarks.Comparison.Peers;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>What the command line of `compare` asks for.</summary>
internal sealed record ComparisonOptions
{
    public IReadOnlyList<string> Groups { get; private init; } = Works.Groups;

    public bool IsQuick { get; private init; }

    public string? JsonPath { get; private init; }

    public string? SvgPath { get; private init; }

    public IReadOnlyList<string> Pythons { get; private init; } = PythonLibraries.DefaultPythons;

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">One of them is unknown, or lacks its value.</exception>
    public static ComparisonOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new ComparisonOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            options = name switch
            {
                "--quick" => options with { IsQuick = true },
                "--only" => options with { Groups = Known(Value(arguments, ref i).Split(',')) },
                "--json" => options with { JsonPath = Value(arguments, ref i) },
                "--svg" => options with { SvgPath = Value(arguments, ref i) },
                "--python" => options with { Pythons = [Value(arguments, ref i)] },
                _ => throw new FormatException($"{name} is unknown."),
            };
        }

        return options;
    }

    private static string Value(ReadOnlySpan<string> arguments, ref int i) => i + 1 < arguments.Length
        ? arguments[++i]
        : throw new FormatException($"{arguments[i]} needs a value.");

    private static string[] Known(string[] groups) => Array.Find(groups, group => !Works.Groups.Contains(group)) is { } unknown
        ? throw new FormatException($"There is no group \"{unknown}\", only {string.Join(", ", Works.Groups)}.")
        : groups;
}
