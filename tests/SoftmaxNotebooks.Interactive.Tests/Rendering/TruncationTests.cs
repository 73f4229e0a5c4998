using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

public class TruncationTests
{
    // Expected values: counted by hand. A number in brackets is how many are hidden there.
    [Theory]
    [InlineData(0, 4, 0, "")]
    [InlineData(4, 4, 0, "0 1 2 3")]
    [InlineData(5, 4, 0, "0 1 2 3 4")]
    [InlineData(6, 4, 0, "0 1 (2) 4 5")]
    [InlineData(9, 3, 0, "0 1 (6) 8")]
    [InlineData(9, 4, 4, "0 1 (2) 4 (3) 8")]
    [InlineData(9, 4, 2, "0 1 2 (5) 8")]
    [InlineData(9, 4, 3, "0 1 2 3 (4) 8")]
    [InlineData(9, 4, 6, "0 1 (4) 6 7 8")]
    [InlineData(9, 4, 7, "0 1 (5) 7 8")]
    public void As_many_are_shown_at_the_beginning_as_at_the_end_and_the_one_that_matters(int count, int limit, int kept, string expected)
    {
        var truncation = new Truncation(count, limit, kept);

        Assert.Equal(expected, string.Join(' ', truncation.Positions.Select(position =>
            position.IsGap ? $"({NumberFormat.Index(position.HiddenCount)})" : NumberFormat.Index(position.Index))));
    }

    [Fact]
    public void No_more_than_two_above_the_limit_are_shown_and_nothing_is_lost()
    {
        foreach (int count in Enumerable.Range(0, 40))
        {
            foreach (int kept in Enumerable.Range(0, count))
            {
                var truncation = new Truncation(count, 10, kept);
                Assert.Contains(kept, truncation.Shown);
                Assert.InRange(truncation.Shown.Count(), 0, 12);
                Assert.Equal(count, truncation.Positions.Sum(position => Math.Max(1, position.HiddenCount)));
                Assert.DoesNotContain(truncation.Positions, position => position.HiddenCount == 1);
            }
        }
    }

    [Fact]
    public void The_gap_says_how_much_it_hides() => Assert.Equal("… 764 more", new Truncation(784, 20).Positions.Single(position => position.IsGap).GapText);
}
