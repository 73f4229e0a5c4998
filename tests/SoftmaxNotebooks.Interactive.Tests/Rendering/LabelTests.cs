using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

public class LabelTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("cat", "cat")]
    [InlineData("exactly8", "exactly8")]
    [InlineData("nine char", "nine ch…")]
    [InlineData("123456😀89", "123456…")]
    public void A_name_is_cut_to_length_but_never_inside_a_character(string? name, string expected)
        => Assert.Equal(expected, Label.Shorten(name, 8));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u2066b")]
    [InlineData("a\u061Cb")]
    [InlineData("a\u200Eb")]
    [InlineData("a\u200Fb")]
    [InlineData("a\tb")]
    public void A_character_that_would_break_or_reorder_the_line_is_replaced(string name)
        => Assert.Equal("a\uFFFDb", Label.Shorten(name, 8));

    // Not inline data: an attribute is stored as UTF-8, which has no bytes for these.
    [Fact]
    public void Half_of_a_surrogate_pair_is_replaced_and_a_whole_one_kept()
    {
        Assert.Equal("a\uFFFDb", Label.Shorten("a\uD83Db", 8));
        Assert.Equal("\uFFFD😀\uFFFD", Label.Shorten("\uDE00😀\uD83D", 8));
    }
}
