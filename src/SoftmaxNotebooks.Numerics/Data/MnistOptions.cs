using System.Collections.Immutable;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>Where MNIST is looked for, and how it is downloaded.</summary>
/// <remarks>Immutable.</remarks>
public sealed record MnistOptions
{
    /// <summary>The folder that holds the four files; null asks <see cref="Mnist.DirectoryVariable"/>, then the cache.</summary>
    public string? Directory { get; init; }

    /// <summary>The folder for what is downloaded; null is "mnist" in the user's cache folder for this library.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>The addresses to download from, in turn; none, so that nothing is downloaded.</summary>
    public IReadOnlyList<Uri> Mirrors { get; init; } = Mnist.Mirrors;

    /// <summary>Sends the requests; null is a client of the library's own, which follows redirects.</summary>
    public HttpClient? HttpClient { get; init; }

    /// <summary>The clock for delays, timeouts and rates.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How often the mirrors are asked for a file, all in turn each time, at least 1.</summary>
    public int AttemptCount { get; init; } = 3;

    /// <summary>The wait before the mirrors are asked a second time; it doubles with each time after that.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer, or its next bytes, may take to come.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The files: training images, training labels, test images, test labels. A test has smaller ones.</summary>
    internal ImmutableArray<MnistFile> Files { get; init; } = MnistFile.All;

    /// <summary>Reads the environment. A test has one of its own, as the process has only one.</summary>
    internal Func<string, string?> EnvironmentVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The options, if they make sense.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal MnistOptions Checked()
    {
        ArgumentNullException.ThrowIfNull(Mirrors);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(AttemptCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StallTimeout, TimeSpan.Zero);
        foreach (Uri mirror in Mirrors)
        {
            if (mirror is not { IsAbsoluteUri: true, Scheme: "http" or "https" } || mirror.AbsolutePath[^1] != '/')
            {
                throw new ArgumentException(
                    $"Mirrors has {mirror}; a mirror is an http or https address that ends with a slash.", nameof(Mirrors));
            }
        }

        return this;
    }
}
