using System.Globalization;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

public class TrainingProgressTests
{
    private static readonly TrainingProgress Quarter = new()
    {
        State = TrainingState.Running,
        Epoch = 3,
        EpochCount = 10,
        Batch = 5,
        BatchCount = 10,
        Loss = 0.25,
        Accuracy = 0.9,
        LearningRate = 0.1,
        ExamplesSeen = 250,
        ExampleCount = 1000,
        Elapsed = TimeSpan.FromSeconds(5),
        History = TrainingHistory.Empty,
    };

    // 250 examples in 5 s are 50 a second; 750 are left, which take 15 s.
    [Fact]
    public void What_remains_goes_on_as_before()
    {
        Assert.Equal(50, Quarter.ExamplesPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(15), Quarter.Remaining);
    }

    [Fact]
    public void Before_the_first_example_and_without_time_nothing_can_be_said()
    {
        foreach (TrainingProgress progress in new[]
        {
            default, Quarter with { ExamplesSeen = 0 }, Quarter with { Elapsed = TimeSpan.Zero }, Quarter with { Elapsed = TimeSpan.MinValue },
            Quarter with { ExamplesSeen = -1 },
        })
        {
            Assert.Null(progress.ExamplesPerSecond);
            Assert.Null(progress.Remaining);
        }
    }

    [Fact]
    public void Nothing_remains_of_a_run_that_went_further_than_planned()
    {
        Assert.Equal(TimeSpan.Zero, (Quarter with { ExamplesSeen = 2000 }).Remaining);
        Assert.Equal(TimeSpan.Zero, (Quarter with { ExampleCount = long.MinValue }).Remaining);
    }

    [Fact]
    public void A_rest_that_no_TimeSpan_can_hold_is_not_said()
        => Assert.Null((Quarter with { ExampleCount = long.MaxValue, ExamplesSeen = 1, Elapsed = TimeSpan.MaxValue }).Remaining);

    [Fact]
    public void ToString_is_one_line_in_every_culture_alike()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            foreach (string culture in new[] { "en-US", "de-DE", "ar-SA" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture, predefinedOnly: true);
                Assert.Equal("epoch 3 of 10, batch 5 of 10, loss 0.25, accuracy 0.9, Running", Quarter.ToString());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
