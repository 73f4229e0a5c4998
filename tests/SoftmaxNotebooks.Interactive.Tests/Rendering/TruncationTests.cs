using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

public class TruncationTests
{
    // Expected values: counted by hand.
    [Theory]
    [InlineData(0, 4, "")]
    [InlineData(4, 4, "0 1 2 3")]
    [InlineData(5, 4, "0 1 2 3 4")]
    [InlineData(6, 4, "0 1 | 4 5")]
    [InlineData(9, 3, "0 1 | 8")]
    public void As_many_are_shown_at_the_beginning_as_at_the_end(int count, int limit, string expected)
    {
        var truncation = new Truncation(count, limit);

        Assert.Equal(expected, string.Join(' ', truncation.Positions.Select(position => position is { } shown ? NumberFormat.Index(shown) : "|")));
    }

    [Fact]
    public void The_gap_says_how_much_it_hides() => Assert.Equal("… 764 more", new Truncation(784, 20).GapText);
}
