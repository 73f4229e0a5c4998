using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using SoftmaxNotebooks.Host.Cli;

namespace SoftmaxNotebooks.Host.Tests.Cli;

/// <summary>What README promises is what the program does.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void README_lists_the_exit_codes()
    {
        int[] codes = [.. typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!).Order()];
        int[] listed = [.. ExitCodeRow().Matches(Readme()).Select(row => int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture))];
        Assert.Equal(codes, listed);
    }

    private static string Readme()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SoftmaxNotebooks.sln")))
            folder = folder.Parent;
        return File.ReadAllText(Path.Combine(folder!.FullName, "README.md"));
    }

    [GeneratedRegex(@"^\| (\d+) \| ", RegexOptions.Multiline)]
    private static partial Regex ExitCodeRow();
}
