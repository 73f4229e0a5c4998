using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests;

/// <summary>What is in the cache folder before, during and after downloads from a mirror on loopback.</summary>
public sealed class MnistCacheTests : IDisposable
{
    private const string First = MiniMnist.TrainingImages + ".gz";
    private readonly MiniMnist _mnist = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _mnist.Dispose();

    [Fact]
    public async Task A_damaged_file_in_the_cache_is_named_and_fetched_again()
    {
        await using MirrorServer mirror = await MirrorServer.StartAsync(_mnist.Files);
        _mnist.Store();
        // Damaged, and plain: it is looked for first, and would hide the new one if it stayed.
        string damaged = _mnist.PathOf(MiniMnist.TestLabels);
        await File.WriteAllBytesAsync(damaged, [.. _mnist.Contents[MiniMnist.TestLabels][..^1], 7], Token);
        File.Delete(damaged + ".gz");

        DigitData data = await Mnist.LoadAsync(_mnist.Options(mirror), cancellationToken: Token);
        _mnist.AssertIsLoaded(data);
        string notice = Assert.Single(data.Notices);
        string shortened = Path.Combine(Path.GetFileName(_mnist.Folder), MiniMnist.TestLabels);
        Assert.StartsWith($"{shortened}: the content with the SHA-256 ", notice, StringComparison.Ordinal);
        Assert.EndsWith("It was fetched again.", notice, StringComparison.Ordinal);
        Assert.Equal([MiniMnist.TestLabels + ".gz"], mirror.Requests);
        _mnist.AssertIsTidy();
    }

    [Fact]
    public async Task A_damaged_file_in_the_cache_that_cannot_be_fetched_again_is_named_in_the_error()
    {
        await using MirrorServer mirror = await MirrorServer.StartAsync((context, _) => MirrorServer.Status(context, 404));
        _mnist.Store();
        await File.WriteAllBytesAsync(_mnist.PathOf(First), [1, 2, 3], Token);

        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(
            () => Mnist.LoadAsync(_mnist.Options(mirror), cancellationToken: Token));
        Assert.StartsWith($"{_mnist.PathOf(First)}, byte ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("It could not be fetched again: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(_mnist.PathOf(First), Token));
    }

    [Fact]
    public async Task Cancellation_leaves_no_file_but_the_part_from_which_the_next_download_goes_on()
    {
        await using MirrorServer mirror = await MirrorServer.StartAsync(async (context, name) =>
        {
            if (context.Request.Headers.ContainsKey("Range") || name != First)
            {
                await MirrorServer.Send(context, _mnist.Files[name]);
                return;
            }

            await MirrorServer.SendBeginning(context, _mnist.Files[name], 100);
            await MirrorServer.Stall(context);
        });
        using CancellationTokenSource cancellation = new();
        RecordedProgress progress = new(report =>
        {
            if (report.BytesReceived == 100) cancellation.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Mnist.LoadAsync(_mnist.Options(mirror), progress, cancellation.Token));
        IEnumerable<string?> names = Directory.GetFiles(_mnist.Folder).Select(Path.GetFileName);
        Assert.Equal(["download.lock", First + ".part"], names.Order(StringComparer.Ordinal));
        Assert.Equal(_mnist.Files[First][..100], await File.ReadAllBytesAsync(_mnist.PathOf(First + ".part"), Token));

        _mnist.AssertIsLoaded(await Mnist.LoadAsync(_mnist.Options(mirror), cancellationToken: Token));
        Assert.Equal([First, $"{First} from 100"], mirror.Requests[..2]);
        _mnist.AssertIsTidy();
    }

    [Fact]
    public async Task Several_loads_at_once_fetch_each_file_once_and_all_have_it()
    {
        await using MirrorServer mirror = await MirrorServer.StartAsync(_mnist.Files);
        // A real clock: whoever waits for the lock looks again after a real while.
        MnistOptions options = _mnist.Options(mirror) with { TimeProvider = TimeProvider.System };

        DigitData[] all = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => Mnist.LoadAsync(options, cancellationToken: Token), Token)));

        Assert.All(all, _mnist.AssertIsLoaded);
        Assert.Equal(_mnist.Files.Keys.Order(), mirror.Requests.Order());
        _mnist.AssertIsTidy();
    }

    [Fact]
    public async Task Waiting_for_another_download_can_be_cancelled()
    {
        await using MirrorServer mirror = await MirrorServer.StartAsync(_mnist.Files);
        await using FileStream heldLock = new(_mnist.PathOf("download.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using CancellationTokenSource cancellation = new();
        MnistOptions options = _mnist.Options(mirror) with { TimeProvider = TimeProvider.System };

        Task<DigitData> load = Mnist.LoadAsync(options, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => load);
        Assert.Empty(mirror.Requests);
    }
}
