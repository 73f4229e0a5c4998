using System.Collections.Immutable;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>Digits to train on, other digits to test with, and where they come from.</summary>
/// <remarks>Immutable.</remarks>
public sealed record DigitData
{
    /// <summary>The images to train on.</summary>
    public required DigitSet Training { get; init; }

    /// <summary>The images to test with: none of them is among those to train on.</summary>
    public required DigitSet Test { get; init; }

    /// <summary>Whether the library drew them itself: then they are not MNIST, and no accuracy on them is one on MNIST.</summary>
    public required bool IsSynthetic { get; init; }

    /// <summary>What these images are and where they come from, in one line, without the path of any folder.</summary>
    public required string Description { get; init; }

    /// <summary>What happened on the way that the user should know, such as a damaged file that was fetched again; no path of any folder.</summary>
    public ImmutableArray<string> Notices { get; init; } = [];

    /// <summary>MNIST where it can be had, otherwise synthetic digits; the description says which, and why.</summary>
    /// <remarks>Whoever needs MNIST and nothing else asks <see cref="Mnist.LoadAsync"/>.</remarks>
    /// <exception cref="ArgumentException">The options make no sense.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DigitData> LoadAsync(
        MnistOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new MnistOptions();
        try
        {
            return await Mnist.LoadAsync(options, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is IOException or InvalidDataException or UnauthorizedAccessException or HttpRequestException)
        {
            DigitData synthetic = await Task.Run(() => SyntheticDigits.DrawData(), cancellationToken).ConfigureAwait(false);
            string message = FolderText.Shorten(exception.Message, Mnist.FolderOf(options));
            string reason = PrintedText.OneLine(message, rune => rune.ToString());
            return synthetic with { Description = $"{synthetic.Description} MNIST could not be had: {reason}" };
        }
    }

    /// <summary>The description.</summary>
    public override string ToString() => Description;
}
