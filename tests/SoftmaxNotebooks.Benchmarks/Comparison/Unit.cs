using System.Globalization;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>What the time of one repetition is shown as.</summary>
/// <param name="Name">What stands behind the number.</param>
/// <param name="FromSeconds">The number for the seconds of a repetition.</param>
/// <param name="Format">How the number is written.</param>
internal sealed record Unit(string Name, Func<double, double> FromSeconds, string Format)
{
    public static Unit Microseconds { get; } = new("µs", seconds => seconds * 1e6, "#,0.0");

    public static Unit NanosecondsPerElement(double elementCount) => new("ns/element", seconds => seconds * 1e9 / elementCount, "#,0.000");

    public static Unit Gigaflops(double operationCount) => new("GFLOP/s", seconds => operationCount / seconds / 1e9, "#,0.0");

    public static Unit Images(int imageCount) => new("images/s", seconds => imageCount / seconds, "#,0");

    public string Text(double seconds) => FromSeconds(seconds).ToString(Format, CultureInfo.InvariantCulture);
}
