using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using SoftmaxNotebooks.Benchmarks;
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

    [Fact]
    public void What_README_links_to_in_this_repository_is_there()
    {
        string[] targets = [.. Link().Matches(Readme()).Select(link => link.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal))];
        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.True(File.Exists(Path.Combine(Repository.Root, target)), target));
    }

    private static string Readme() => File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [GeneratedRegex(@"\]\((?<target>[^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| (\d+) \| ", RegexOptions.Multiline)]
    private static partial Regex ExitCodeRow();
}
