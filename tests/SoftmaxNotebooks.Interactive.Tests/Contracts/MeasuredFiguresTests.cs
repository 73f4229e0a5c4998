using System.Runtime.InteropServices;
using Microsoft.DotNet.Interactive.Formatting;
using SoftmaxNotebooks.Benchmarks;

namespace SoftmaxNotebooks.Interactive.Tests.Contracts;

/// <summary>What README says that a displayed value takes is what it takes; the times are those of one machine, and are not compared.</summary>
[Collection(SerialFormatterTests.Name)]
public sealed class MeasuredFiguresTests : IDisposable
{
    public MeasuredFiguresTests() => Formatter.ResetToDefault();

    public void Dispose() => Formatter.ResetToDefault();

    [Fact]
    public void README_states_the_bytes_and_the_contrast_that_the_benchmark_measures()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "Elsewhere zlib may pack a picture into some bytes more or less.");
        string[] lines = MarkedSection.Read(File.ReadAllText(Path.Combine(Repository.Root, "README.md")), FormatterTable.SectionName).Split('\n');
        (IReadOnlyList<string> rowStarts, string contrast) = FormatterTable.Expected();

        Assert.Equal(rowStarts, lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(FormatterTable.WithoutTime));
        Assert.EndsWith(contrast, lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_is_between_the_comments_is_replaced()
    {
        const string Text = "a\n<!-- x: start -->\nold\n<!-- x: end -->\nb\n<!-- y: start -->\nc\n<!-- y: end -->\n";
        string replaced = MarkedSection.Replace(Text, "x", "new\nlines");

        Assert.Equal("a\n<!-- x: start -->\nnew\nlines\n<!-- x: end -->\nb\n<!-- y: start -->\nc\n<!-- y: end -->\n", replaced);
        Assert.Equal("new\nlines", MarkedSection.Read(replaced, "x"));
        Assert.Equal(Text, MarkedSection.Replace(replaced, "x", "old"));
    }

    [Theory]
    [InlineData("a", "start")]
    [InlineData("<!-- x: end -->", "start")]
    [InlineData("<!-- x: start --> <!-- x: start --> <!-- x: end -->", "start")]
    [InlineData("<!-- x: start -->", "end")]
    [InlineData("<!-- x: end --> <!-- x: start -->", "end")]
    public void Without_its_comments_a_file_stays_as_it_is_and_the_error_names_the_one_that_is_missing(string text, string missing)
    {
        string folder = Directory.CreateTempSubdirectory("softmax-notebooks-tests-").FullName;
        try
        {
            string path = Path.Combine(folder, "README.md");
            File.WriteAllText(path, text);

            var error = Assert.Throws<InvalidDataException>(() => MarkedSection.Write(path, "x", "new"));

            Assert.StartsWith($"\"<!-- x: {missing} -->\"", error.Message, StringComparison.Ordinal);
            Assert.Equal(text, File.ReadAllText(path));
            Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_file_is_written_whole_and_nothing_is_left_beside_it()
    {
        string folder = Directory.CreateTempSubdirectory("softmax-notebooks-tests-").FullName;
        try
        {
            string path = Path.Combine(folder, "README.md");
            File.WriteAllText(path, "<!-- x: start --><!-- x: end -->");

            MarkedSection.Write(path, "x", "×");

            Assert.Equal("<!-- x: start -->\n×\n<!-- x: end -->", File.ReadAllText(path));
            Assert.Equal([path], Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
