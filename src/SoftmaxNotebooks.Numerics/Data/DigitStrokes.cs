using System.Globalization;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>How the digits are written: for each the ways in which people write it, each a few strokes of the pen.</summary>
/// <remarks>
/// A stroke is a smooth curve through its points, x,y in hundredths of the digit's height, from the top left; ! makes a point a corner,
/// | lifts the pen.
/// </remarks>
internal static class DigitStrokes
{
    private static readonly DigitPoint[][][][] Variants = [.. Descriptions().Select(digit => digit.Select(Parse).ToArray())];

    /// <summary>The number of ways to write a digit.</summary>
    internal static int VariantCount(int digit) => Variants[digit].Length;

    /// <summary>The strokes of one way, each a list of points.</summary>
    internal static DigitPoint[][] Of(int digit, int variant) => Variants[digit][variant];

    private static string[][] Descriptions() =>
    [
        [
            "38,3 15,15 5,45 10,80 33,98 57,85 66,50 58,15 36,3",
            "45,2 20,20 8,60 18,95 40,90 60,60 66,25 50,4 38,6",
            "54,10 32,3 10,30 6,65 25,97 52,88 66,55 60,20 42,4 28,14",
        ],
        [
            "35,0 35,50 35,100",
            "50,0 40,50 30,100",
            "16,24 38,2! 38,50 37,100",
            "20,20 38,3! 38,50 38,98 | 14,98 36,98 62,97",
        ],
        [
            "8,25 18,5 42,0 60,15 55,40 32,68 8,97! 35,95 66,96",
            "8,22 25,3 50,5 58,28 42,60 18,90 6,88 14,76 30,82 48,95 68,90",
            "12,18 34,2 58,14 54,42 30,72 10,92! 30,87 50,95 70,88",
        ],
        [
            "10,12 32,0 56,12 50,36 28,46! 56,55 64,78 42,98 8,88",
            "10,3 34,3 60,3! 46,22 30,40! 58,52 64,78 40,98 8,90",
            "8,14 35,0 58,16 48,38 24,48 32,44 60,60 58,88 30,99 6,86",
        ],
        [
            "12,2 8,30 10,56! 36,55 64,54 | 52,5 50,50 48,100",
            "48,2 26,34 4,64! 36,64 70,62 | 48,2 48,50 47,100",
            "14,4 8,36 18,52 44,48 56,28 | 60,6 55,50 46,100",
        ],
        [
            "60,3 38,3 16,4! 14,24 12,44! 36,36 62,50 64,76 42,98 8,90",
            "18,4 16,24 14,44! 40,40 62,58 54,88 28,99 6,88 | 18,4 40,4 64,3",
            "62,4 36,4 18,14 18,38 38,45 60,58 60,84 34,98 8,90",
        ],
        [
            "52,3 24,22 8,60 16,94 42,98 60,78 50,57 28,56 10,74",
            "40,0 18,30 8,70 26,98 54,88 54,62 34,54 12,72",
            "58,0 30,30 12,66 22,96 46,94 54,74 40,62 16,76",
        ],
        [
            "6,4 34,4 62,4! 42,48 26,100",
            "6,6 34,5 64,4! 44,45 30,100 | 20,51 40,49 60,48",
            "8,18 8,5! 36,6 62,6! 46,36 34,68 28,100",
            "4,8 22,4 54,3 60,12 44,48 30,100",
        ],
        [
            "56,14 34,1 14,14 20,36 44,54 60,76 42,98 16,88 12,68 34,50 54,30 58,12",
            "36,2 16,14 20,38 36,46 54,36 56,12 34,2 | 36,46 12,62 12,88 36,99 60,86 60,62 34,46",
            "62,12 44,2 26,16 34,40 48,62 40,92 20,96 12,78 30,56 54,34 62,14",
        ],
        [
            "56,16 36,2 12,16 12,40 34,50 54,36 58,12! 57,50 54,100",
            "58,16 36,2 12,18 14,42 36,50 56,32 60,12! 62,50 48,88 18,98",
            "56,10 30,3 10,24 20,46 44,40 57,12! 52,56 40,100",
        ],
    ];

    private static DigitPoint[][] Parse(string strokes)
        => [.. strokes.Split(" | ").Select(stroke => stroke.Split(' ').Select(ParsePoint).ToArray())];

    private static DigitPoint ParsePoint(string text)
    {
        string[] coordinates = text.TrimEnd('!').Split(',');
        return new DigitPoint(
            int.Parse(coordinates[0], CultureInfo.InvariantCulture) / 100.0,
            int.Parse(coordinates[1], CultureInfo.InvariantCulture) / 100.0,
            text.EndsWith('!'));
    }
}

/// <summary>A point of a stroke; at a corner the pen changes its direction at once.</summary>
internal readonly record struct DigitPoint(double X, double Y, bool IsCorner);
