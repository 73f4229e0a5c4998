namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

public class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_part_is_done_once_before_the_call_returns(int degree)
    {
        using var team = new ThreadTeam(degree);
        int[] counts = new int[degree];
        for (int round = 1; round <= 50; round++)
        {
            team.Run(part => counts[part]++);
            Assert.All(counts, count => Assert.Equal(round, count));
        }
    }

    [Fact]
    public void Parts_cover_everything_without_overlap()
    {
        using var team = new ThreadTeam(3);

        Assert.Equal([0, 3, 6, 10], Enumerable.Range(0, 4).Select(part => team.Start(10, part)));
        Assert.Equal([0, 0, 1, 2], Enumerable.Range(0, 4).Select(part => team.Start(2, part)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_part_that_fails_fails_the_call_and_the_team_goes_on(int failing)
    {
        using var team = new ThreadTeam(3);
        Action<int> fail = part =>
        {
            if (part == failing) throw new InvalidOperationException("This part fails.");
        };
        int sum = 0;

        Assert.Equal("This part fails.", Assert.Throws<InvalidOperationException>(() => team.Run(fail)).Message);
        team.Run(part => Interlocked.Add(ref sum, part));

        Assert.Equal(3, sum);
    }
}
