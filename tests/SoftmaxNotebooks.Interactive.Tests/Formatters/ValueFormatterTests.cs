using System.Xml.Linq;
using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;
using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Interactive.Tests.Formatters;

/// <summary>What each value says. Expected texts are written by hand from the formulas.</summary>
public class ValueFormatterTests
{
    [Fact]
    public void Probabilities_read_as_expected()
    {
        // Entropy 1.5 log 2 = 1.0397, exp of it 2^1.5 = 2.8284, -log 0.25 = 1.3863; bars of 12 and 6 of 24 characters.
        ProbabilityVector p = new ProbabilityVector([0.5, 0.25, 0.25], ["cat", "dog", "bird"]).WithTarget(1);

        Assert.Equal(
            """
            Probabilities of 3 classes
            class  probability  0 to 1        rank  note
              cat         0.50  ████████████     1
              dog         0.25  ██████           2  ← target
             bird         0.25  ██████           2
            Sum 1 (off by ≈ 0), entropy 1.04 nats, perplexity 2.828, top-1 margin 0.25
            Target dog: rank 2 of 3, −log p = 1.386
            """.ReplaceLineEndings("\n"),
            ProbabilityVectorFormatter.DocumentOf(p).ToPlainText());
    }

    [Fact]
    public void A_wrong_sum_is_said_first_and_to_all_digits()
    {
        string text = ProbabilityVectorFormatter.DocumentOf(new ProbabilityVector([0.5, 0.25])).ToPlainText();

        Assert.StartsWith("✗ Not a probability distribution: the sum is 0.25 below 1\n", text, StringComparison.Ordinal);
        Assert.Contains("Sum 0.75 (off by -0.25)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_infinite_deviation_is_spelled_as_every_infinity()
        => Assert.Contains(
            "Sum +Inf (off by +Inf)",
            ProbabilityVectorFormatter.DocumentOf(new ProbabilityVector([double.PositiveInfinity, 0.5])).ToPlainText(),
            StringComparison.Ordinal);

    [Fact]
    public void Of_many_classes_the_ten_most_probable_the_target_and_the_mass_of_the_others_are_shown()
    {
        // 2^-1, 2^-2, …, 2^-29, 2^-29: after ten 2^-10 is left, of which the target has 2^-15: 0.0009766 - 0.0000305 = 0.0009460.
        var p = new ProbabilityVector(Enumerable.Range(1, 29).Append(29).Select(k => Math.ScaleB(1, -k))).WithTarget(14);
        string[] lines = ProbabilityVectorFormatter.DocumentOf(p).ToPlainText().Split('\n');

        Assert.Equal(
            ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "14"], lines[2..13].Select(line => line.TrimStart().Split(' ')[0]));
        Assert.Equal("… 19 others, mass 0.000946", lines[13]);
    }

    [Fact]
    public void Confusions_are_said_in_words_and_classes_without_examples_have_a_dash()
    {
        ConfusionMatrix matrix = ConfusionMatrix.FromPredictions([1, 1, 0, 0], [0, 0, 0, 1], ["four", "nine", "none"]);

        Assert.Equal(
            """
            Confusion matrix, 3 classes, 4 examples
                        four   nine  none  recall
                 four      1      2     0   0.333
                 nine      1      0     0   0.000
                 none      0      0     0       –
            precision  0.500  0.000     –
            1 right, accuracy 0.250; rows are actual, columns predicted
            Most frequent confusions:
            four read as nine: 2 times
            nine read as four: 1 time
            """.ReplaceLineEndings("\n"),
            ConfusionMatrixFormatter.DocumentOf(matrix).ToPlainText());
    }

    [Theory]
    [InlineData(0.99951, ">0.999")]
    [InlineData(0.9994, "0.999")]
    [InlineData(1.0, "1.000")]
    [InlineData(0.0004, "<0.001")]
    [InlineData(0.0, "0.000")]
    [InlineData(null, "–")]
    public void Only_what_is_all_or_nothing_says_so(double? share, string expected) => Assert.Equal(expected, Words.Share(share));

    [Fact]
    public void A_wrong_digit_has_a_cross_a_border_and_an_alternative_text()
    {
        DigitImage wrong = ValueSamples.Digit(4, 9, 0.61), right = ValueSamples.Digit(4, 4, 0.98);
        var html = XElement.Parse(DigitFormatter.RenderingOf(new DigitGrid([wrong, right])).ToHtml());
        XElement[] images = [.. html.Descendants("img")];

        Assert.Equal(
            ["Digit 4, read as 9 with confidence 0.61, wrong", "Digit 4, read as 4 with confidence 0.98"],
            images.Select(image => image.Attribute("alt")!.Value));
        Assert.Equal([true, false], images.Select(image => image.Attribute("style")!.Value.Contains("border", StringComparison.Ordinal)));
        Assert.Equal(["✗ 9, not 4", "0.610", "✓ 4", "0.980"], html.Descendants("td").Descendants("div").Select(line => line.Value));
    }

    [Fact]
    public void In_plain_text_a_character_is_two_pixels()
    {
        byte[] pixels = [255, 0, 255, 0, 100, 255, 255, 0, 0, 0];

        // By hand: above and below are 255 255, 0 255, 255 0, 0 0, 100 0: full, lower, upper, empty, shade.
        Assert.EndsWith("\n█▄▀ ░", DigitFormatter.RenderingOf(new DigitImage(pixels, 5, 2)).ToPlainText(), StringComparison.Ordinal);
    }

    // By hand: a cell of "✗ 9, not 4" takes 75 pixels of the 890, one of "✓ 4" below a picture of 56 takes 68.
    [Theory]
    [InlineData(9, 16, 11)]
    [InlineData(4, 16, 13)]
    [InlineData(4, 5, 5)]
    public void Digits_stand_side_by_side_as_far_as_a_page_is_wide(int prediction, int columnCount, int shownCount)
    {
        var grid = new DigitGrid(Enumerable.Repeat(ValueSamples.Digit(4, prediction, 0.61), 40), columnCount);
        XElement[] rows = [.. XElement.Parse(DigitFormatter.RenderingOf(grid).ToHtml()).Descendants("tr")];

        Assert.Equal(shownCount, rows[0].Elements().Count());
        Assert.Equal(40, rows.Elements().Count());
    }

    [Fact]
    public void A_failed_check_says_verdict_criterion_and_diagnosis_before_any_number()
    {
        var report = (GradientCheckReport)ValueSamples.All["Check, sign"];
        XElement[] parts = [.. XElement.Parse(new GradientCheckFormatter(report).ToHtml()).Elements()];

        Assert.StartsWith("✗ FAIL  9 of 9 derivatives: worst ratio 1.99e6 at ∂p[2]/∂z[2]", parts[0].Value, StringComparison.Ordinal);
        Assert.Equal("Criterion: ratio = |analytic − numeric| / (1e-9 + 1e-6·|numeric|), above 1 fails", parts[1].Value);
        Assert.StartsWith("Diagnosis: the sign is flipped", parts[3].Value, StringComparison.Ordinal);
        Assert.Equal(
            ["All fail", "log₁₀ of the ratio", "Step sweep of ∂p[2]/∂z[2]"],
            parts.Where(part => part.Name == "table").Select(table => table.Element("caption")!.Value));
    }

    [Fact]
    public void A_step_sweep_is_drawn_where_the_difference_is_more_than_rounding()
    {
        var report = (GradientCheckReport)ValueSamples.All["Check, sign"];
        double analytic = report.Worst[0].Analytic;
        StepSweepPoint Off(double step, double difference, double rounding) => new(step, analytic + difference, rounding);
        XElement[] Images(params StepSweepPoint[] sweep)
            => [.. XElement.Parse(new GradientCheckFormatter(report with { StepSweep = sweep }).ToHtml()).Descendants("img")];

        XElement image = Assert.Single(Images(Off(0.1, 0.5, 1e-9), Off(0.01, 0.25, 0.002), Off(0.001, 0.25, 0.003), Off(1e-4, 0, 0)));
        Assert.Contains("difference: 2 points, first 0.25 at 0.01, last 0.5 at 0.1", image.Attribute("alt")!.Value, StringComparison.Ordinal);
        Assert.Empty(Images(Off(0.1, 0.5, 1e-9), Off(0.01, 0.25, 0.25)));
    }

    [Fact]
    public void From_NaN_no_step_has_a_distance_and_the_sweep_no_shape()
    {
        var html = XElement.Parse(new GradientCheckFormatter((GradientCheckReport)ValueSamples.All["Check, NaN"]).ToHtml());
        XElement sweep = html.Elements("table").Last();

        Assert.StartsWith("Step sweep of ", sweep.Element("caption")!.Value, StringComparison.Ordinal);
        Assert.Equal(["h", "numeric"], sweep.Descendants("thead").Descendants("th").Select(header => header.Value));
        Assert.DoesNotContain("level", html.Value, StringComparison.Ordinal);
        Assert.Contains("The difference is level", new GradientCheckFormatter((GradientCheckReport)ValueSamples.All["Check, sign"]).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_between_classes_is_narrow_and_counted_in_the_caption()
    {
        // 16 of 100 classes have a column, where their names leave room for so many.
        var html = XElement.Parse(ConfusionMatrixFormatter.DocumentOf(ConfusionMatrix.FromPredictions([0, 99], [0, 99])).ToHtml());
        XElement gap = Assert.Single(html.Descendants("thead").Descendants("th"), header => header.Value == "…");

        Assert.Equal("… 84 more columns", gap.Attribute("title")!.Value);
        Assert.Equal("Confusion matrix, 100 classes, 2 examples; … 84 more columns", html.Descendants("caption").Single().Value);
    }

    [Fact]
    public void Derivatives_that_agree_are_counted_and_their_rounding_is_not_shown()
    {
        // The off-diagonal terms are wrong: 6 of 9 fail, the diagonal has a check mark.
        var report = (GradientCheckReport)ValueSamples.All["Check, failed"];
        XElement[] tables = [.. XElement.Parse(new GradientCheckFormatter(report).ToHtml()).Elements("table")];

        Assert.Equal("Those that fail; 3 others agree", tables[0].Element("caption")!.Value);
        Assert.Equal(6, tables[0].Element("tbody")!.Elements().Count());
        Assert.Equal(
            [true, false, false, false, true, false, false, false, true],
            tables[1].Element("tbody")!.Descendants("td").Select(cell => cell.Value == "✓"));
    }

    [Fact]
    public void A_passed_check_says_the_margin_to_the_power_of_ten()
    {
        var report = (GradientCheckReport)ValueSamples.All["Check, passed"];
        var html = XElement.Parse(new GradientCheckFormatter(report with { WorstRatio = 0.0423 }).ToHtml());

        Assert.StartsWith("✓ PASS  9 of 9 derivatives agree: worst ratio below 0.1, margin above 10×", html.Value, StringComparison.Ordinal);
        Assert.Contains("below 0.001, margin above 1000×", new GradientCheckFormatter(report with { WorstRatio = 0 }).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("worst ratio 0.5, margin 2×", new GradientCheckFormatter(report with { WorstRatio = 0.5 }).ToHtml(), StringComparison.Ordinal);
        Assert.Empty(html.Descendants("table"));
    }

    [Theory]
    [InlineData(0.0423, "worst ratio below 0.1, margin above 10×")]
    [InlineData(0.0, "worst ratio below 0.001, margin above 1000×")]
    [InlineData(0.971, "worst ratio 0.971, margin 1.03×")] // 1 / 0.971 = 1.0299
    [InlineData(0.99996, "worst ratio 0.99996, margin 1.00004×")]
    [InlineData(1.0, "worst ratio 1, margin 1×")]
    public void Html_and_text_say_the_same_verdict(double worstRatio, string expected)
    {
        GradientCheckReport report = (GradientCheckReport)ValueSamples.All["Check, passed"] with { WorstRatio = worstRatio };

        Assert.EndsWith(expected, report.Verdict, StringComparison.Ordinal);
        Assert.Equal($"✓ PASS  {report.Verdict}", XElement.Parse(new GradientCheckFormatter(report).ToHtml()).Elements().First().Value);
        Assert.Equal($"PASS       {report.Verdict}", report.ToString().Split('\n')[0]);
    }

    // By hand: the tolerance is 0.1, the measured value of f(x) = 2x is 2, so that 2.10004 is 1.0004 tolerances off and log₁₀ of that 0.0002.
    [Fact]
    public void What_fails_by_a_little_is_on_the_wrong_side_of_1_everywhere()
    {
        GradientCheckReport report = Slightly(2.10004);
        var html = XElement.Parse(new GradientCheckFormatter(report).ToHtml());

        Assert.StartsWith("✗ FAIL  1 of 1 derivative: worst ratio 1.0004 at ", html.Value, StringComparison.Ordinal);
        Assert.StartsWith("FAIL       1 of 1 derivative: worst ratio 1.0004 at ", report.ToString(), StringComparison.Ordinal);
        XElement[] tables = [.. html.Elements("table")];
        Assert.Equal("1.0004", tables[0].Descendants("td").ElementAt(5).Value);
        Assert.Equal(">0", tables[1].Element("tbody")!.Descendants("td").Single().Value);
    }

    [Fact]
    public void A_large_tolerance_takes_no_digits_from_the_derivatives()
    {
        var html = XElement.Parse(new GradientCheckFormatter(Slightly(2.3)).ToHtml());
        XElement[] tables = [.. html.Elements("table")];

        Assert.Equal(["2.3", "2"], tables[0].Descendants("td").Take(2).Select(cell => cell.Value));
        Assert.StartsWith("analytic 2.3, numeric 2, ratio 3", tables[1].Element("tbody")!.Descendants("td").Single().Attribute("title")!.Value, StringComparison.Ordinal);
    }

    private static GradientCheckReport Slightly(double analytic) => GradientCheck.Run(
        x => 2 * x[0],
        Vector<double>.Build.Dense([analytic]),
        Vector<double>.Build.Dense([1.0]),
        new GradientCheckOptions { AbsoluteTolerance = 0.1, RelativeTolerance = 0 });
}
