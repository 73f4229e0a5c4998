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
        int[] counts = new int[degree + 3];
        for (int round = 1; round <= 2000; round++)
        {
            team.Run(counts.Length, (part, _) => counts[part]++);
            Assert.All(counts, count => Assert.Equal(round, count));
        }
    }

    [Fact]
    public void Every_part_of_works_of_different_sizes_is_done_once()
    {
        using var team = new ThreadTeam(4);
        for (int partCount = 0; partCount < 500; partCount++)
        {
            int[] counts = new int[partCount];
            team.Run(partCount, (part, _) => counts[part]++);
            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void A_thread_has_a_number_of_its_own_and_does_one_part_at_a_time()
    {
        using var team = new ThreadTeam(3);
        int[] busy = new int[3];
        team.Run(500, (_, thread) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref busy[thread]));
            Thread.SpinWait(100);
            Interlocked.Decrement(ref busy[thread]);
        });
    }

    [Fact]
    public void A_thread_that_is_held_up_keeps_no_other_part_waiting()
    {
        using var team = new ThreadTeam(2);
        using var allOthersAreDone = new CountdownEvent(9);
        team.Run(10, (part, _) =>
        {
            // Parts are taken from the last to the first, and this one is done when all others are.
            if (part == 9) Assert.True(allOthersAreDone.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
            else allOthersAreDone.Signal();
        });
        Assert.Equal(0, allOthersAreDone.CurrentCount);
    }

    [Fact]
    public void Threads_that_sleep_wake_for_the_next_work()
    {
        using var team = new ThreadTeam(2);
        for (int round = 0; round < 5; round++)
        {
            Thread.Sleep(20);
            using var bothAreThere = new Barrier(2);
            team.Run(2, (_, _) => Assert.True(bothAreThere.SignalAndWait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(16, 1)]
    [InlineData(17, 2)]
    public void Parts_cover_everything(int count, int expected) => Assert.Equal(expected, ThreadTeam.PartCount(count, 16));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_part_that_fails_fails_the_call_and_the_team_goes_on(int failing)
    {
        using var team = new ThreadTeam(3);
        PartOfWork fail = (part, _) =>
        {
            if (part == failing) throw new InvalidOperationException("This part fails.");
        };
        int sum = 0;

        Assert.Equal("This part fails.", Assert.Throws<InvalidOperationException>(() => team.Run(3, fail)).Message);
        team.Run(3, (part, _) => Interlocked.Add(ref sum, part));

        Assert.Equal(3, sum);
    }
}
