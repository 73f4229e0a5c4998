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
    [InlineData("a\tb")]
    public void A_character_that_would_break_or_reorder_the_line_is_replaced(string name)
        => Assert.Equal("a\uFFFDb", Label.Shorten(name, 8));
}
