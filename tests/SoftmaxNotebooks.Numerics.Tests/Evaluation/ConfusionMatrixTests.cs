namespace SoftmaxNotebooks.Numerics.Tests;

public class ConfusionMatrixTests
{
    /// <summary>Counted by hand: of three cats one is taken for a dog; of two dogs one for a cat; there is no bird, but one is predicted.</summary>
    private static readonly ConfusionMatrix Pets = ConfusionMatrix.FromPredictions(
        predicted: [0, 1, 0, 1, 0, 2], actual: [0, 0, 0, 1, 1, 1], classNames: ["cat", "dog", "bird"]);

    [Fact]
    public void Rows_are_the_actual_classes_and_columns_the_predicted_ones()
    {
        int[][] expected = [[2, 1, 0], [1, 1, 1], [0, 0, 0]];

        Assert.Equal(expected, Enumerable.Range(0, 3).Select(a => Enumerable.Range(0, 3).Select(b => Pets[a, b]).ToArray()));
        Assert.Equal(6, Pets.ExampleCount);
        Assert.Equal(3, Pets.CorrectCount);
        Assert.Equal(0.5, Pets.Accuracy);
        Assert.Equal("Confusion matrix of 3 classes: 3 of 6 examples right, accuracy 0.5", Pets.ToString());
    }

    [Fact]
    public void Recall_is_of_the_row_and_precision_of_the_column_and_neither_of_nothing()
    {
        // 2 of 3 cats were found, 1 of 3 dogs, no bird was there; 2 of 3 "cat" are cats, 1 of 2 "dog", 0 of 1 "bird".
        Assert.Equal([2 / 3.0, 1 / 3.0, null], Enumerable.Range(0, 3).Select(Pets.Recall));
        Assert.Equal([2 / 3.0, 1 / 2.0, 0.0], Enumerable.Range(0, 3).Select(Pets.Precision));
        Assert.Null(ConfusionMatrix.FromPredictions([0], [1]).Precision(1));
    }

    [Fact]
    public void The_most_frequent_confusions_come_first_and_equal_ones_row_by_row()
    {
        ConfusionMatrix digits = ConfusionMatrix.FromPredictions(predicted: [9, 9, 4, 7, 1, 4], actual: [4, 4, 9, 1, 7, 4]);

        Assert.Equal(
            [new Confusion(4, 9, 2), new Confusion(1, 7, 1), new Confusion(7, 1, 1)], digits.MostFrequentConfusions(3));
        Assert.Equal(4, digits.MostFrequentConfusions(100).Count);
    }

    [Fact]
    public void Without_names_the_largest_index_says_how_many_classes_there_are()
    {
        Assert.Equal(["0", "1", "2"], ConfusionMatrix.FromPredictions([0, 2], [1, 1]).ClassNames);
        Assert.Equal(0, ConfusionMatrix.FromPredictions([], []).ClassCount);
        Assert.Null(ConfusionMatrix.FromPredictions([], []).Accuracy);
    }

    [Theory]
    [InlineData(new[] { 0, 3 }, new[] { 0, 0 }, "predicted[1] is 3; it must lie in [0, 3).")]
    [InlineData(new[] { 0, 0 }, new[] { -1, 0 }, "actual[0] is -1; it must lie in [0, 3).")]
    [InlineData(new[] { 0 }, new[] { 0, 0 }, "predicted has 1 entries, but actual has 2: the lengths must be equal.")]
    public void What_cannot_be_counted_is_refused_with_its_value_and_limit(int[] predicted, int[] actual, string expected)
    {
        ArgumentException exception = Assert.ThrowsAny<ArgumentException>(
            () => ConfusionMatrix.FromPredictions(predicted, actual, ["a", "b", "c"]));

        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_that_is_no_class_at_all_does_not_take_all_memory()
        => Assert.StartsWith(
            "predicted[0] is 2147483647; it must lie in [0, 4096).",
            Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.FromPredictions([int.MaxValue], [0])).Message,
            StringComparison.Ordinal);
}
