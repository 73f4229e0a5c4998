using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SoftmaxNotebooks.Numerics.Tests;

/// <summary>A mirror on loopback that answers as a test says, and remembers what it was asked.</summary>
internal sealed class MirrorServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<string> _requests = new();

    private MirrorServer(WebApplication application) => _application = application;

    /// <summary>Where it is, with the slash at the end.</summary>
    internal Uri Address => new(_application.Urls.Single() + "/");

    /// <summary>What it was asked, in order: "name" or "name from 123".</summary>
    internal string[] Requests => [.. _requests];

    /// <summary>A server whose answers are given by file name.</summary>
    internal static async Task<MirrorServer> StartAsync(Func<HttpContext, string, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        MirrorServer server = new(application);
        application.Run(async context =>
        {
            string name = context.Request.Path.Value!.TrimStart('/');
            server._requests.Enqueue(RangeStart(context) is { } start ? FormattableString.Invariant($"{name} from {start}") : name);
            await answer(context, name);
        });
        await application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>A server that does everything right: whole files, and what follows a byte where that is asked.</summary>
    internal static Task<MirrorServer> StartAsync(IReadOnlyDictionary<string, byte[]> files)
        => StartAsync((context, name) => Send(context, files[name]));

    /// <summary>The file, or what follows the byte that was asked for.</summary>
    internal static async Task Send(HttpContext context, byte[] file)
    {
        long start = RangeStart(context) ?? 0;
        if (start >= file.Length)
        {
            context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            return;
        }

        if (start > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = FormattableString.Invariant($"bytes {start}-{file.Length - 1}/{file.Length}");
        }

        context.Response.ContentLength = file.Length - start;
        await context.Response.Body.WriteAsync(file.AsMemory((int)start), context.RequestAborted);
    }

    /// <summary>The first bytes of a file that is announced whole, which the client has then.</summary>
    internal static async Task SendBeginning(HttpContext context, byte[] file, int count)
    {
        context.Response.ContentLength = file.Length;
        await context.Response.Body.WriteAsync(file.AsMemory(0, count), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Nothing more, until the client goes away.</summary>
    internal static async Task Stall(HttpContext context)
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    internal static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static long? RangeStart(HttpContext context) => context.Request.GetTypedHeaders().Range?.Ranges.Single().From;
}
