using SoftmaxNotebooks.Host.Workers;

namespace SoftmaxNotebooks.Host.Tests.Scripting;

/// <summary>What the runtime says when it gives up, copied from .NET 10 and shortened, and what the reader is told.</summary>
public sealed class LastWordsTests
{
    [Fact]
    public void Ordinary_error_text_passes_and_what_follows_the_last_words_is_kept_back()
    {
        LastWords words = new();
        Assert.Equal("warning: Stack overflow. is a site\n", words.Take("warning: Stack overflow. is a site\n"));
        Assert.Equal("before", words.Take("before\nStack overflow.\nRepeated 3 times:\n"));
        Assert.Equal("", words.Take("--------\n   at Submission#0.Deeper(Int32)\n--------\n   at Submission#0+<<Initialize>>d__0.MoveNext()\n   at System.Foo()\n"));
        Assert.Equal(
            ["The cell ended the notebook's process (Stack overflow). The cells after it did not run.", "   at Deeper(Int32)"],
            words.Describe(134).Traceback);
    }

    [Fact]
    public void Places_are_cells_and_lines_and_never_files_of_this_machine()
    {
        LastWords words = new();
        words.Take("Unhandled exception. System.InvalidOperationException: lost\n   at Submission#3.<>c.<F>b__0_0() in /home/somebody/n/Cell [4]:line 2\n   at A.B() in C:\\src\\a file.cs:line 7\n");
        Assert.Equal(
            [
                "The cell ended the notebook's process (Unhandled exception. System.InvalidOperationException: lost). The cells after it did not run.",
                "   at <>c.<F>b__0_0() in Cell [4], line 2",
                "   at A.B()",
            ],
            words.Describe(134).Traceback);
    }

    [Theory]
    [InlineData(3, "(exit code 3)")]
    [InlineData(null, "(it no longer answers)")]
    public void Without_last_words_there_is_the_exit_code(int? exitCode, string expected) =>
        Assert.Contains(expected, new LastWords().Describe(exitCode).Message, StringComparison.Ordinal);
}
