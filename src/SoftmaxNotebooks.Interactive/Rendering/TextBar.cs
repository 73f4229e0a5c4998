namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>A bar of block characters, to half a character: as long as it is, and still there in a viewer that strips styles.</summary>
internal static class TextBar
{
    /// <summary>█████▌ for the share, from 0 to 1, of so many characters.</summary>
    public static string Of(double share, int length)
    {
        int halves = double.IsNaN(share) ? 0 : (int)Math.Round(Math.Clamp(share, 0, 1) * length * 2);
        return $"{new string('█', halves / 2)}{(halves % 2 == 0 ? "" : "▌")}";
    }

    /// <summary>█████▌░░░░: always so many characters, so that what stands behind a bar that grows stays in its place.</summary>
    public static string OfWhole(double share, int length) => Of(share, length).PadRight(length, '░');
}
