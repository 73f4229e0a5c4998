using SoftmaxNotebooks.Host.Jupyter;
using SoftmaxNotebooks.Host.Jupyter.Zmtp;

namespace SoftmaxNotebooks.Host.Tests.Jupyter;

/// <summary>What unknown peers have sent must not fill the memory while a cell runs.</summary>
public sealed class ReceiveQueueTests
{
    [Theory]
    [InlineData(3, 1_000_000, 10, 3)]
    [InlineData(1_000, 100, 40, 2)]
    [InlineData(1_000, 100, 100, 1)]
    [InlineData(1_000, 100, 101, 1)]
    public async Task Beyond_the_most_messages_or_bytes_who_adds_waits_for_room(int maximumMessages, long maximumBytes, int size, int fitting)
    {
        ReceiveQueue queue = new(maximumMessages, maximumBytes);
        const int Count = 20;
        int added = 0;
        Task adding = Task.Run(
            () =>
            {
                for (int i = 0; i < Count; i++)
                {
                    queue.Add(new ReceivedMessage([new byte[size]], i));
                    Interlocked.Increment(ref added);
                }
            },
            TestContext.Current.CancellationToken);

        int taken = 0;
        foreach (ReceivedMessage message in queue.Take())
        {
            Assert.Equal(taken++, message.Arrival);
            // What is in the queue, and the one whose adding has returned late.
            Assert.InRange(Volatile.Read(ref added) - taken, -1, fitting);
            if (taken == Count)
                break;
        }

        await adding;
        Assert.Equal(Count, added);
    }

    [Fact]
    public async Task Who_waits_for_room_or_for_a_message_is_let_go_at_the_end()
    {
        ReceiveQueue full = new(1, 1);
        full.Add(new ReceivedMessage([new byte[1]], 1));
        Task adding = Task.Run(() => full.Add(new ReceivedMessage([new byte[1]], 2)), TestContext.Current.CancellationToken);
        ReceiveQueue empty = new(1, 1);
        Task<int> taking = Task.Run(() => empty.Take().Count(), TestContext.Current.CancellationToken);

        full.Complete();
        empty.Complete();

        await adding;
        Assert.Equal(0, await taking);
        Assert.True(full.IsComplete);
        // What had come before is still taken.
        Assert.Equal([1], full.Take().Select(message => message.Arrival));
    }
}
