namespace SoftmaxNotebooks.Interactive.Tests.Browser;

/// <summary>What measure.js found on a page, and what the page wrote to the browser's console.</summary>
internal sealed record PageReport(IReadOnlyList<OutputReport> Outputs, IReadOnlyList<string> Console);

/// <summary>What measure.js found in one output: lengths in pixels, and a line for each thing that a reader would see go wrong.</summary>
/// <param name="Name">Which cell and which of its outputs.</param>
/// <param name="Height">Of the output with its heading on the page.</param>
/// <param name="Width">Where its farthest element or text ends.</param>
/// <param name="Overflows">What goes beyond the output and so widens the page.</param>
/// <param name="Scrollers">What holds more than it shows and so needs a scroll bar, or hides the rest.</param>
/// <param name="BrokenImages">Images that have no pixels.</param>
/// <param name="FaintTexts">Texts whose contrast with their ground is below 4.5 to 1, or 3 to 1 for a bar.</param>
/// <param name="Foreign">Elements that act on the whole page or load something: scripts, style sheets, frames.</param>
internal sealed record OutputReport(
    string Name,
    int Height,
    int Width,
    string[] Overflows,
    string[] Scrollers,
    string[] BrokenImages,
    string[] FaintTexts,
    string[] Foreign);
