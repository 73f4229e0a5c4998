using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Notebooks;

namespace SoftmaxNotebooks.Host.Tests.Notebooks;

/// <summary>What counts as the same output.</summary>
public sealed class OutputComparisonTests
{
    private static JsonObject Stream(string text) => new() { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = text };

    private static IReadOnlyList<string> Compare(string stored, string now) => new OutputComparison(1e-6).Compare([Stream(stored)], [Stream(now)]);

    [Theory]
    [InlineData("same", "same")]
    [InlineData("y = 0.2", "y = 0.20000001")]
    [InlineData("[24.435854, 1.0]", "[24.435856, 1]")]
    [InlineData("1e-30 and 4.248354255291589e-18", "1.0000001e-30 and 4.248354255291588e-18")]
    [InlineData("-0.16000001", "-0.16")]
    [InlineData("   0.5   1", "0.5 1")]
    [InlineData("a\nb\n", "a\nb")]
    public void Numbers_within_the_tolerance_and_other_spacing_are_the_same(string stored, string now) => Assert.Empty(Compare(stored, now));

    [Theory]
    [InlineData("same", "Same")]
    [InlineData("y = 0.2", "y = 0.2001")]
    [InlineData("0.5", "-0.5")]
    [InlineData("1000000 rows", "1000001 rows")]
    [InlineData("-10000009", "-10000000")]
    [InlineData("4.248354255291589e-18", "0.0")]
    [InlineData("#3b4cc0", "#3b4cc1")]
    [InlineData("x1 = 2", "x2 = 2")]
    [InlineData("2026-11-22", "2026-11-23")]
    [InlineData("1.0 2.0", "1.0")]
    [InlineData("NaN", "0.5")]
    [InlineData("a", "a\nb")]
    public void Other_text_and_other_numbers_differ(string stored, string now) => Assert.NotEmpty(Compare(stored, now));

    [Fact]
    public void A_difference_shows_both_lines_and_how_many_there_are()
    {
        Assert.Equal(["stdout: 1 of 3 lines differ, the first is line 2", "    - loss 0.5", "    + loss 0.75"], Compare("a\nloss 0.5\nc", "a\nloss 0.75\nc"));
    }

    [Fact]
    public void JSON_of_any_kind_and_damaged_outputs_are_compared_and_not_choked_on()
    {
        OutputComparison comparison = new(0);
        foreach (string json in new[] { "[1,2]", "{\"a\":1}", "5", "true", "[\"a\",1]" })
        {
            JsonObject stored = new() { ["output_type"] = "display_data", ["data"] = new JsonObject { ["application/json"] = JsonNode.Parse(json) } };
            Assert.Empty(comparison.Compare([stored], [(JsonObject)stored.DeepClone()]));
            Assert.NotEmpty(comparison.Compare([stored], [new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { ["application/json"] = "other" } }]));
            JsonObject damaged = new() { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = JsonNode.Parse(json) };
            Assert.NotEmpty(comparison.Compare([damaged], [Stream("x")]));
        }
    }

    [Fact]
    public void A_stream_in_pieces_is_the_stream()
    {
        Assert.Empty(new OutputComparison(0).Compare([Stream("a\n"), Stream("b\n")], [Stream("a\nb\n")]));
    }

    [Fact]
    public void Missing_and_additional_outputs_and_MIME_types_are_told()
    {
        JsonObject html = new() { ["output_type"] = "display_data", ["data"] = new JsonObject { ["text/html"] = "<b>1</b>", ["text/plain"] = "1" } };
        JsonObject plain = new() { ["output_type"] = "display_data", ["data"] = new JsonObject { ["text/plain"] = "1" } };
        OutputComparison comparison = new(0);
        Assert.Equal("stdout: shown, and not stored", comparison.Compare([], [Stream("x")])[0]);
        Assert.Equal("stdout: stored, and no longer shown", comparison.Compare([Stream("x")], [])[0]);
        Assert.NotEmpty(comparison.Compare([html], [plain]));
        Assert.Empty(comparison.Compare([html], [(JsonObject)html.DeepClone()]));
    }
}
