using System.Numerics;

namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

public sealed class DoubleSpanContract : SpanContract<double>
{
    private protected override RowOperation<double>[] Operations => RowOperations.OfDouble;
}

public sealed class FloatSpanContract : SpanContract<float>
{
    private protected override RowOperation<float>[] Operations => RowOperations.OfFloat;
}

/// <summary>What the primitives promise about their spans, whatever they compute. The expected values are the operation's own.</summary>
public abstract class SpanContract<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T Untouched = T.CreateTruncating(-7.5);

    private protected abstract RowOperation<T>[] Operations { get; }

    [Fact]
    public void The_destination_may_be_either_input_at_every_length_from_0_to_67()
    {
        foreach ((RowOperation<T> operation, T[] first, T[] second) in OperationsAndInputs())
        {
            T[] separate = Compute(operation, first, second);

            T[] inFirst = [.. first];
            operation.OfRow(inFirst, second, inFirst);
            Assert.Equal(separate, inFirst);

            if (!operation.HasSecondInput) continue;
            T[] inSecond = [.. second];
            operation.OfRow(first, inSecond, inSecond);
            Assert.Equal(separate, inSecond);
        }
    }

    [Fact]
    public void The_inputs_are_left_alone()
    {
        foreach ((RowOperation<T> operation, T[] first, T[] second) in OperationsAndInputs())
        {
            T[] firstBefore = [.. first];
            T[] secondBefore = [.. second];

            Compute(operation, first, second);

            Assert.Equal(firstBefore, first);
            Assert.Equal(secondBefore, second);
        }
    }

    [Fact]
    public void A_row_of_a_batch_is_the_single_call_bit_for_bit()
    {
        const int RowCount = 3;
        foreach (RowOperation<T> operation in Operations)
        {
            for (int columnCount = 1; columnCount <= 67; columnCount++)
            {
                var random = new RandomRows(columnCount);
                T[] first = Row(random, RowCount * columnCount);
                T[] second = Row(random, RowCount * columnCount);
                T[] batch = new T[first.Length];
                operation.OfRows(first, second, columnCount, batch);

                for (int start = 0; start < first.Length; start += columnCount)
                {
                    T[] single = Compute(operation, first[start..(start + columnCount)], second[start..(start + columnCount)]);
                    Assert.Equal(single, batch[start..(start + columnCount)]);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public void A_destination_of_another_length_is_refused_and_untouched(int length)
    {
        foreach (RowOperation<T> operation in Operations)
        {
            T[] destination = [.. Enumerable.Repeat(Untouched, length)];

            var exception = Assert.Throws<ArgumentException>(() => operation.OfRow(new T[4], new T[4], destination));

            Assert.Contains($"destination has {length} entries", exception.Message, StringComparison.Ordinal);
            Assert.Contains("has 4", exception.Message, StringComparison.Ordinal);
            Assert.All(destination, entry => Assert.Equal(Untouched, entry));
        }
    }

    [Fact]
    public void A_second_input_of_another_length_is_refused_and_the_destination_untouched()
    {
        foreach (RowOperation<T> operation in Operations.Where(operation => operation.HasSecondInput))
        {
            T[] destination = [.. Enumerable.Repeat(Untouched, 4)];

            var exception = Assert.Throws<ArgumentException>(() => operation.OfRow(new T[4], new T[5], destination));

            Assert.Contains("has 5 entries", exception.Message, StringComparison.Ordinal);
            Assert.All(destination, entry => Assert.Equal(Untouched, entry));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    public void A_destination_that_overlaps_an_input_partly_is_refused_and_untouched(int inputStart, int destinationStart)
    {
        foreach (RowOperation<T> operation in Operations)
        {
            T[] buffer = [.. Enumerable.Repeat(Untouched, 9)];

            Assert.Throws<ArgumentException>(
                () => operation.OfRow(buffer.AsSpan(inputStart, 5), new T[5], buffer.AsSpan(destinationStart, 5)));
            if (operation.HasSecondInput)
            {
                Assert.Throws<ArgumentException>(
                    () => operation.OfRow(new T[5], buffer.AsSpan(inputStart, 5), buffer.AsSpan(destinationStart, 5)));
            }

            Assert.All(buffer, entry => Assert.Equal(Untouched, entry));
        }
    }

    [Fact]
    public void Neighbouring_spans_of_one_array_do_not_overlap()
    {
        foreach (RowOperation<T> operation in Operations)
        {
            T[] buffer = new T[10];
            operation.OfRow(buffer.AsSpan(0, 5), new T[5], buffer.AsSpan(5, 5));
            Assert.Equal(new T[5], buffer[..5]);
        }
    }

    [Theory]
    [InlineData(4, "does not divide the 6 entries")]
    [InlineData(7, "does not divide the 6 entries")]
    [InlineData(0, "must be a non-negative and non-zero value")]
    [InlineData(-3, "must be a non-negative and non-zero value")]
    public void A_column_count_that_does_not_divide_the_length_is_refused_and_the_destination_untouched(int columnCount, string limit)
    {
        foreach (RowOperation<T> operation in Operations)
        {
            T[] destination = [.. Enumerable.Repeat(Untouched, 6)];

            var exception = Assert.ThrowsAny<ArgumentException>(() => operation.OfRows(new T[6], new T[6], columnCount, destination));

            Assert.Equal("columnCount", exception.ParamName);
            Assert.Contains(limit, exception.Message, StringComparison.Ordinal);
            Assert.Contains($"{columnCount}", exception.Message, StringComparison.Ordinal);
            Assert.All(destination, entry => Assert.Equal(Untouched, entry));
        }
    }

    private static T[] Row(RandomRows random, int length) => [.. random.Normal(length, 5).Select(T.CreateTruncating)];

    private static T[] Compute(RowOperation<T> operation, T[] first, T[] second)
    {
        T[] result = new T[first.Length];
        operation.OfRow(first, second, result);
        return result;
    }

    private IEnumerable<(RowOperation<T> Operation, T[] First, T[] Second)> OperationsAndInputs()
    {
        foreach (RowOperation<T> operation in Operations)
        {
            for (int length = 0; length <= 67; length++)
            {
                var random = new RandomRows(length);
                yield return (operation, Row(random, length), Row(random, length));
            }
        }
    }
}
