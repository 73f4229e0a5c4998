using System.Globalization;
using System.Text.Json;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

public class TrainingHistoryTests
{
    [Fact]
    public void Best_has_the_lowest_validation_loss_and_not_the_lowest_training_loss()
        => Assert.Equal(2, History((0.9, 0.8), (0.5, 0.6), (0.1, 0.7)).Best?.Epoch);

    [Fact]
    public void Best_has_the_lowest_training_loss_where_nothing_was_validated()
        => Assert.Equal(3, History((0.9, null), (0.5, null), (0.1, null)).Best?.Epoch);

    [Fact]
    public void An_epoch_without_validation_is_not_the_best_of_a_run_that_was_validated()
        => Assert.Equal(2, History((0.1, null), (0.5, 0.6)).Best?.Epoch);

    [Fact]
    public void Of_equally_good_epochs_the_earlier_is_the_best()
        => Assert.Equal(2, History((0.9, 0.8), (0.5, 0.6), (0.1, 0.6)).Best?.Epoch);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_finite_is_not_the_best(double loss)
    {
        Assert.Equal(1, History((0.9, 0.8), (0.1, loss)).Best?.Epoch);
        Assert.Null(History((0.1, loss)).Best);
    }

    [Fact]
    public void A_run_that_has_not_begun_has_no_best_epoch_and_goes_on()
    {
        Assert.Null(TrainingHistory.Empty.Best);
        Assert.Equal("0 epochs, Running", TrainingHistory.Empty.ToString());
    }

    [Fact]
    public void A_history_does_not_change_with_the_list_that_it_was_made_of()
    {
        List<TrainingEpoch> epochs = [Epoch(1, 0.5, null)];
        var history = new TrainingHistory(epochs);
        epochs.Add(Epoch(2, 0.1, null));
        epochs[0] = Epoch(7, 7, null);

        Assert.Equal(1, Assert.Single(history.Epochs).Epoch);
        Assert.False(history.Epochs is TrainingEpoch[] or List<TrainingEpoch>);
    }

    [Fact]
    public void No_epochs_at_all_and_an_epoch_that_is_null_are_refused()
    {
        Assert.Equal("epochs", Assert.Throws<ArgumentNullException>(() => new TrainingHistory(null!)).ParamName);
        Assert.Equal("epochs", Assert.Throws<ArgumentNullException>(() => new TrainingHistory([Epoch(1, 0.5, null), null!])).ParamName);
    }

    [Fact]
    public void Histories_with_equal_epochs_and_the_same_end_are_equal()
    {
        TrainingHistory one = History((0.9, 0.8), (double.NaN, null));

        Assert.Equal(one, History((0.9, 0.8), (double.NaN, null)));
        Assert.Equal(one.GetHashCode(), History((0.9, 0.8), (double.NaN, null)).GetHashCode());
        Assert.NotEqual(one, History((0.9, 0.7), (double.NaN, null)));
        Assert.NotEqual(one, History((0.9, 0.8)));
        Assert.NotEqual(one, one with { State = TrainingState.Interrupted });
        Assert.NotEqual(one, one with { Divergence = new TrainingDivergence(1, 2, 0.5, double.NaN) });
    }

    [Fact]
    public void ToString_says_how_the_run_ended_in_every_culture_alike()
    {
        TrainingHistory diverged = History((0.9, null)) with { State = TrainingState.Diverged, Divergence = new TrainingDivergence(2, 31, 0.5, double.NaN) };
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            foreach (string culture in new[] { "en-US", "de-DE", "ar-SA" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture, predefinedOnly: true);
                Assert.Equal("1 epoch, Diverged at epoch 2, batch 31, learning rate 0.5: loss NaN", diverged.ToString());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal("2 epochs, StoppedEarly", (History((1, null), (2, null)) with { State = TrainingState.StoppedEarly }).ToString());
    }

    [Fact]
    public void JSON_keeps_every_epoch_also_what_is_not_finite()
    {
        TrainingHistory history = new([
            Epoch(1, 0.1 + 0.2, 1 / 3.0),
            Epoch(2, double.PositiveInfinity, double.NaN),
            Epoch(3, double.NegativeInfinity, null),
        ])
        {
            State = TrainingState.Diverged, Divergence = new TrainingDivergence(4, 31, 0.5, double.NaN),
        };
        string json = JsonSerializer.Serialize(history);

        Assert.Equal(history, JsonSerializer.Deserialize<TrainingHistory>(json));
        Assert.Contains("\"State\":\"Diverged\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("Best", json, StringComparison.Ordinal);
        Assert.Equal(TrainingHistory.Empty, JsonSerializer.Deserialize<TrainingHistory>(JsonSerializer.Serialize(TrainingHistory.Empty)));
    }

    private static TrainingHistory History(params (double Loss, double? ValidationLoss)[] epochs)
        => new([.. epochs.Select((epoch, i) => Epoch(i + 1, epoch.Loss, epoch.ValidationLoss))]);

    private static TrainingEpoch Epoch(int number, double loss, double? validationLoss) => new()
    {
        Epoch = number, Loss = loss, Accuracy = 0.5, ValidationLoss = validationLoss, LearningRate = 0.1, Elapsed = TimeSpan.FromSeconds(number),
    };
}
