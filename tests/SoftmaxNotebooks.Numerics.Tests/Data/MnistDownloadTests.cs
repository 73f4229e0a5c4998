using Microsoft.AspNetCore.Http;
using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests;

/// <summary>Downloads from mirrors on loopback that do well or badly. No test leaves the machine, and none waits for a clock.</summary>
public sealed class MnistDownloadTests : IDisposable
{
    private const string First = MiniMnist.TrainingImages + ".gz";
    private readonly MiniMnist _mnist = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _mnist.Dispose();

    [Fact]
    public async Task Files_are_downloaded_verified_kept_and_not_asked_for_again()
    {
        await using MirrorServer mirror = await MirrorServer.StartAsync(_mnist.Files);

        DigitData data = await Mnist.LoadAsync(_mnist.Options(mirror), cancellationToken: Token);
        _mnist.AssertIsLoaded(data);
        Assert.Equal("MNIST: 30 training and 20 test images from 127.0.0.1.", data.Description);
        Assert.Equal(_mnist.Files.Keys, mirror.Requests);
        _mnist.AssertIsTidy();

        DigitData again = await Mnist.LoadAsync(_mnist.Options(mirror), cancellationToken: Token);
        _mnist.AssertIsLoaded(again);
        Assert.Equal("MNIST: 30 training and 20 test images from the cache folder.", again.Description);
        Assert.Equal(4, mirror.Requests.Length);
    }

    [Fact]
    public async Task Progress_goes_from_nothing_to_the_whole_of_each_file()
    {
        await using MirrorServer mirror = await MirrorServer.StartAsync(_mnist.Files);
        List<DownloadProgress> reports = [];

        await Mnist.LoadAsync(_mnist.Options(mirror), new RecordedProgress(reports.Add), Token);

        Assert.Equal(_mnist.Files.Keys, reports.Select(report => report.FileName).Distinct());
        foreach (IGrouping<string, DownloadProgress> file in reports.GroupBy(report => report.FileName))
        {
            int length = _mnist.Files[file.Key].Length;
            Assert.Equal((0, 0, null), (file.First().BytesReceived, file.First().Fraction, file.First().BytesPerSecond));
            Assert.Equal((length, 1), (file.Last().BytesReceived, file.Last().Fraction));
            Assert.All(file, report => Assert.Equal((length, "127.0.0.1"), (report.TotalBytes, report.Host)));
            Assert.Equal(file.Select(report => report.BytesReceived).Order(), file.Select(report => report.BytesReceived));
            Assert.True(file.Last().BytesPerSecond > 0);
        }
    }

    [Fact]
    public async Task What_an_earlier_download_left_is_kept_and_the_rest_asked_for()
    {
        await using MirrorServer mirror = await MirrorServer.StartAsync(_mnist.Files);
        await File.WriteAllBytesAsync(_mnist.PathOf(First + ".part"), _mnist.Files[First][..50], Token);
        List<DownloadProgress> reports = [];

        _mnist.AssertIsLoaded(await Mnist.LoadAsync(_mnist.Options(mirror), new RecordedProgress(reports.Add), Token));
        Assert.Equal($"{First} from 50", mirror.Requests[0]);
        Assert.Equal((50, _mnist.Files[First].Length), (reports[0].BytesReceived, reports[0].TotalBytes));
        _mnist.AssertIsTidy();
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_continued_where_it_broke()
    {
        TaskCompletionSource received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using MirrorServer mirror = await MirrorServer.StartAsync(async (context, name) =>
        {
            if (received.Task.IsCompleted)
            {
                await MirrorServer.Send(context, _mnist.Files[name]);
                return;
            }

            await MirrorServer.SendBeginning(context, _mnist.Files[name], 100);
            // Broken any earlier, the connection could lose what is still on its way.
            await received.Task;
            context.Abort();
        });
        RecordedProgress progress = new(report =>
        {
            if (report.BytesReceived == 100) received.TrySetResult();
        });

        _mnist.AssertIsLoaded(await Mnist.LoadAsync(_mnist.Options(mirror), progress, Token));
        Assert.Equal([First, $"{First} from 100"], mirror.Requests[..2]);
        _mnist.AssertIsTidy();
    }

    [Fact]
    public async Task A_mirror_that_fails_is_asked_again_after_a_wait_that_doubles()
    {
        int count = 0;
        await using MirrorServer mirror = await MirrorServer.StartAsync(
            (context, name) => count++ < 2 ? MirrorServer.Status(context, 503) : MirrorServer.Send(context, _mnist.Files[name]));
        ImpatientTimeProvider clock = new();

        _mnist.AssertIsLoaded(await Mnist.LoadAsync(_mnist.Options(mirror) with { TimeProvider = clock }, cancellationToken: Token));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], clock.ShortWaits);
    }

    [Fact]
    public async Task A_mirror_that_knows_no_ranges_sends_the_whole_file_and_the_part_is_dropped()
    {
        await File.WriteAllBytesAsync(_mnist.PathOf(First + ".part"), new byte[50], Token);
        await using MirrorServer mirror = await MirrorServer.StartAsync(
            (context, name) => context.Response.Body.WriteAsync(_mnist.Files[name], context.RequestAborted).AsTask());

        _mnist.AssertIsLoaded(await Mnist.LoadAsync(_mnist.Options(mirror), cancellationToken: Token));
        Assert.Equal($"{First} from 50", mirror.Requests[0]);
        _mnist.AssertIsTidy();
    }

    [Theory]
    [InlineData(50)]
    [InlineData(1_000_000)]
    public async Task A_part_that_does_not_belong_to_the_file_is_dropped_and_the_same_mirror_asked_from_the_beginning(int partLength)
    {
        await File.WriteAllBytesAsync(_mnist.PathOf(First + ".part"), new byte[partLength], Token);
        await using MirrorServer mirror = await MirrorServer.StartAsync(_mnist.Files);

        _mnist.AssertIsLoaded(await Mnist.LoadAsync(_mnist.Options(mirror) with { AttemptCount = 1 }, cancellationToken: Token));
        Assert.Equal([$"{First} from {partLength}", First], mirror.Requests[..2]);
        _mnist.AssertIsTidy();
    }

    [Fact]
    public async Task A_part_that_is_the_whole_file_already_is_taken()
    {
        await File.WriteAllBytesAsync(_mnist.PathOf(First + ".part"), _mnist.Files[First], Token);
        await using MirrorServer mirror = await MirrorServer.StartAsync(_mnist.Files);

        _mnist.AssertIsLoaded(await Mnist.LoadAsync(_mnist.Options(mirror), cancellationToken: Token));
        Assert.Equal(4, mirror.Requests.Length);
        _mnist.AssertIsTidy();
    }

    [Fact]
    public async Task An_answer_for_another_range_than_asked_for_is_not_appended()
    {
        await File.WriteAllBytesAsync(_mnist.PathOf(First + ".part"), _mnist.Files[First][..50], Token);
        await using MirrorServer mirror = await MirrorServer.StartAsync((context, name) =>
        {
            if (!context.Request.Headers.ContainsKey("Range")) return MirrorServer.Send(context, _mnist.Files[name]);
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = "bytes 49-60/1000";
            return context.Response.Body.WriteAsync(new byte[12], context.RequestAborted).AsTask();
        });

        _mnist.AssertIsLoaded(await Mnist.LoadAsync(_mnist.Options(mirror), cancellationToken: Token));
        Assert.Equal([$"{First} from 50", First], mirror.Requests[..2]);
        _mnist.AssertIsTidy();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_mirror_that_answers_with_an_error_is_followed_by_the_next(int status)
    {
        await using MirrorServer bad = await MirrorServer.StartAsync((context, _) => MirrorServer.Status(context, status));
        await using MirrorServer good = await MirrorServer.StartAsync(_mnist.Files);

        _mnist.AssertIsLoaded(await Mnist.LoadAsync(_mnist.Options(bad, good), cancellationToken: Token));
        Assert.Equal(_mnist.Files.Keys, good.Requests);
        // Where asking is the mistake, it is made once; where the server is at fault, each file is asked for.
        Assert.Equal(status is 404 or 403 ? 1 : 4, bad.Requests.Length);
        _mnist.AssertIsTidy();
    }

    [Fact]
    public async Task When_no_mirror_gives_the_file_the_message_says_what_each_of_them_did()
    {
        await using MirrorServer missing = await MirrorServer.StartAsync((context, _) => MirrorServer.Status(context, 404));
        await using MirrorServer broken = await MirrorServer.StartAsync((context, _) => MirrorServer.Status(context, 500));

        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(
            () => Mnist.LoadAsync(_mnist.Options(missing, broken) with { AttemptCount = 2 }, cancellationToken: Token));
        Assert.Equal(
            $"{First} could not be downloaded: 127.0.0.1 answered 404 Not Found; 127.0.0.1 answered 500 Internal Server Error; "
            + "127.0.0.1 answered 500 Internal Server Error.",
            exception.Message);
        Assert.Equal((1, 2), (missing.Requests.Length, broken.Requests.Length));
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_is_asked_once()
    {
        MirrorServer gone = await MirrorServer.StartAsync(_mnist.Files);
        MnistOptions options = _mnist.Options(gone);
        await gone.DisposeAsync();
        ImpatientTimeProvider clock = new();

        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(
            () => Mnist.LoadAsync(options with { TimeProvider = clock }, cancellationToken: Token));
        Assert.Contains("could not be asked", exception.Message, StringComparison.Ordinal);
        Assert.Empty(clock.ShortWaits);
    }

    [Fact]
    public async Task Corrupt_truncated_and_foreign_content_is_never_kept()
    {
        byte[] corrupt = [.. _mnist.Files[First]];
        corrupt[corrupt.Length / 2] ^= 0x10;
        byte[] other = IdxBytes.Gzip([.. _mnist.Contents[MiniMnist.TrainingImages][..^1], 99]);
        byte[] page = "<html>Log in to the network</html>"u8.ToArray();
        foreach (byte[] content in new[] { corrupt, other, page, _mnist.Files[First][..^3], [.. _mnist.Files[First], 0], [] })
        {
            await using MirrorServer bad = await MirrorServer.StartAsync(
                (context, _) => context.Response.Body.WriteAsync(content, Token).AsTask());
            HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(
                () => Mnist.LoadAsync(_mnist.Options(bad) with { AttemptCount = 1 }, cancellationToken: Token));
            Assert.Contains("127.0.0.1 sent something else (", exception.Message, StringComparison.Ordinal);
            Assert.Equal(["download.lock"], Directory.GetFiles(_mnist.Folder).Select(Path.GetFileName));
        }
    }

    [Fact]
    public async Task After_a_request_that_failed_a_corrupt_answer_is_downloaded_once()
    {
        await using MirrorServer broken = await MirrorServer.StartAsync((context, _) => MirrorServer.Status(context, 503));
        await using MirrorServer corrupt = await MirrorServer.StartAsync((context, _) => context.Response.Body.WriteAsync(new byte[9], Token).AsTask());

        await Assert.ThrowsAsync<HttpRequestException>(
            () => Mnist.LoadAsync(_mnist.Options(broken, corrupt) with { AttemptCount = 1 }, cancellationToken: Token));
        Assert.Equal([First], corrupt.Requests);
    }

    [Fact]
    public async Task A_request_that_fails_leaves_no_empty_file()
    {
        await using MirrorServer broken = await MirrorServer.StartAsync((context, _) => MirrorServer.Status(context, 503));

        await Assert.ThrowsAsync<HttpRequestException>(() => Mnist.LoadAsync(_mnist.Options(broken), cancellationToken: Token));
        Assert.Equal(["download.lock"], Directory.GetFiles(_mnist.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_mirror_that_never_stops_sending_is_stopped()
    {
        await using MirrorServer endless = await MirrorServer.StartAsync(async (context, _) =>
        {
            var zeros = new byte[10_000];
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(zeros, context.RequestAborted);
        });

        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(
            () => Mnist.LoadAsync(_mnist.Options(endless), cancellationToken: Token));
        // 30 · 784 + 16 bytes, a 1024th of that and 1024 more.
        Assert.Contains("sent more than the 24582 bytes that the file can have", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["download.lock"], Directory.GetFiles(_mnist.Folder).Select(Path.GetFileName));
        Assert.Single(endless.Requests);
    }

    [Fact]
    public async Task A_mirror_that_stalls_is_left_and_the_next_one_sends_the_rest()
    {
        await using MirrorServer slow = await MirrorServer.StartAsync(async (context, name) =>
        {
            await MirrorServer.SendBeginning(context, _mnist.Files[name], 100);
            await MirrorServer.Stall(context);
        });
        await using MirrorServer good = await MirrorServer.StartAsync(_mnist.Files);
        ImpatientTimeProvider clock = new();
        bool isOver = false;
        // The timeout comes once, when the beginning has been written.
        RecordedProgress progress = new(report =>
        {
            if (report.BytesReceived != 100 || isOver) return;
            isOver = true;
            clock.EndLongWaits();
        });

        MnistOptions options = _mnist.Options(slow, good) with { TimeProvider = clock };
        // One file that is missing is enough to stall at.
        _mnist.Store();
        File.Delete(_mnist.PathOf(First));
        _mnist.AssertIsLoaded(await Mnist.LoadAsync(options, progress, Token));
        Assert.Equal([First], slow.Requests);
        Assert.Equal([$"{First} from 100"], good.Requests);
        _mnist.AssertIsTidy();
    }

    [Fact]
    public async Task Redirects_are_followed()
    {
        await using MirrorServer good = await MirrorServer.StartAsync(_mnist.Files);
        await using MirrorServer redirecting = await MirrorServer.StartAsync((context, name) =>
        {
            context.Response.Redirect(new Uri(good.Address, name).AbsoluteUri);
            return Task.CompletedTask;
        });

        _mnist.AssertIsLoaded(await Mnist.LoadAsync(_mnist.Options(redirecting), cancellationToken: Token));
        Assert.Equal(_mnist.Files.Keys, good.Requests);
    }

    [Fact]
    public async Task An_endless_redirect_is_an_error_and_not_an_endless_download()
    {
        await using MirrorServer circle = await MirrorServer.StartAsync((context, name) =>
        {
            context.Response.Redirect("/" + name);
            return Task.CompletedTask;
        });

        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(
            () => Mnist.LoadAsync(_mnist.Options(circle) with { AttemptCount = 1 }, cancellationToken: Token));
        Assert.Contains("302", exception.Message, StringComparison.Ordinal);
    }
}
