using System.Text;
using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>Text for a terminal as HTML: its colours as classes, its other commands left out, of a line written over the last state.</summary>
internal static partial class AnsiText
{
    private static readonly string[] Colors = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    public static string ToHtml(string text)
    {
        StringBuilder html = new();
        string? open = null;
        string? color = null;
        bool isBold = false;
        int start = 0;
        string shown = text.Contains('\r', StringComparison.Ordinal) ? string.Join('\n', text.Split('\n').Select(LastState)) : text;
        foreach (Match command in Command().Matches(shown))
        {
            Add(shown[start..command.Index]);
            start = command.Index + command.Length;
            if (command.Groups["codes"].Success)
                (color, isBold) = Read(command.Groups["codes"].Value, color, isBold);
        }

        Add(shown[start..]);
        return html.Append(open is null ? "" : "</span>").ToString();

        void Add(string part)
        {
            string? name = color is null ? (isBold ? "ansi-bold" : null) : $"ansi-{color}{(isBold ? " ansi-bold" : "")}";
            if (part.Length == 0)
                return;
            if (name != open)
                html.Append(open is null ? "" : "</span>").Append(name is null ? "" : $"<span class=\"{name}\">");
            open = name;
            html.Append(Html.Escape(part));
        }
    }

    // What a progress bar leaves: each state ends in a carriage return, and the next is written over it.
    private static string LastState(string line)
    {
        string states = line.TrimEnd('\r');
        return states[(states.LastIndexOf('\r') + 1)..];
    }

    // ECMA-48, Select Graphic Rendition: 0 resets, 1 is bold, 30 to 37 and 90 to 97 are colours, 38 and 48 take arguments of their own.
    private static (string? Color, bool IsBold) Read(string codes, string? color, bool isBold)
    {
        int[] numbers = [.. codes.Split(';').Select(code => int.TryParse(code, out int number) ? number : 0)];
        for (int i = 0; i < numbers.Length; i++)
        {
            int number = numbers[i];
            if (number is 38 or 48)
                i += i + 1 < numbers.Length && numbers[i + 1] == 2 ? 4 : 2;
            else if (number is 0)
                (color, isBold) = (null, false);
            else if (number is 1 or 22)
                isBold = number == 1;
            else if (number is (>= 30 and <= 37) or (>= 90 and <= 97))
                color = Colors[number % 10];
            else if (number is 39)
                color = null;
        }

        return (color, isBold);
    }

    [GeneratedRegex(@"\x1B(?:\[(?:(?<codes>[0-9;]*)m|[0-9;?]*[@-~])|\][^\x07\x1B]*(?:\x07|\x1B\\)|[@-Z\\^_=>])")]
    private static partial Regex Command();
}
