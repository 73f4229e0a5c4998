using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

public class TextWidthTests
{
    // Advance widths of DejaVu Sans and DejaVu Sans Bold 2.37 in units of which 2048 are an em, read from the fonts' hmtx tables.
    [Theory]
    [InlineData('0', 1303, 1425)]
    [InlineData('e', 1260, 1389)]
    [InlineData('.', 651, 778)]
    [InlineData('-', 739, 850)]
    [InlineData('+', 1716, 1716)]
    [InlineData('[', 799, 936)]
    [InlineData('z', 1075, 1192)]
    [InlineData('m', 1995, 2134)]
    [InlineData('W', 2025, 2259)]
    [InlineData('Q', 1612, 1741)]
    [InlineData('…', 2048, 2048)]
    public void A_character_is_given_what_it_takes_and_at_most_a_quarter_more(char c, int regular, int bold)
    {
        Assert.InRange(TextWidth.Of(c.ToString()), 13 * regular / 2048.0, 13 * 1.25 * regular / 2048.0);
        Assert.InRange(TextWidth.OfBold(c.ToString()), 13 * bold / 2048.0, 13 * 1.25 * bold / 2048.0);
    }

    [Fact]
    public void A_name_is_cut_where_the_room_ends()
    {
        // By hand: seven lower-case letters of 13 × 0.72 = 9.36 pixels are 65.5, eight 74.9; the ellipsis takes 14.6.
        Assert.Equal("abcdeghn", Label.Fit("abcdeghn", 75));
        Assert.Equal("abcdeg…", Label.Fit("abcdeghn", 74));
        Assert.Null(Label.TitleOf("abcdeghn", "abcdeghn"));
        Assert.Equal("abcdeghn", Label.TitleOf("abcdeghn", "abcdeg…"));
    }
}
