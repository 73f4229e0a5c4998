using System.Text.Json.Nodes;
using SoftmaxNotebooks.Benchmarks;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Prose;

/// <summary>A reader who follows a link arrives.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. PublishedPage.All.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_somewhere(string page)
    {
        IReadOnlyList<string> problems = LinkCheck.Problems(PublishedPage.Named(page), Repository.Root);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    // The anchors are those that GitHub shows for these headings.
    [Theory]
    [InlineData("[x](other.md)", null)]
    [InlineData("[x](./other.md#the-short-answer)", null)]
    [InlineData("[x](#here)", null)]
    [InlineData("[x](sub/a.ipynb#梯度检验什么时候看不见错误)", null)]
    [InlineData("[x](sub/a.ipynb#%E6%A2%AF%E5%BA%A6%E6%A3%80%E9%AA%8C%E4%BB%80%E4%B9%88%E6%97%B6%E5%80%99%E7%9C%8B%E4%B8%8D%E8%A7%81%E9%94%99%E8%AF%AF)", null)]
    [InlineData("[x](sub/a.ipynb#logp-where-it-hurts-c-1)", null)]
    [InlineData("[x](other.md#by-hand)", null)]
    [InlineData("![x](sub/dot.png)", null)]
    [InlineData("[![x](sub/dot.png)](other.md)", null)]
    [InlineData("<img alt='x' src=\"sub/dot.png\">", null)]
    [InlineData("[x](https://example.org/a_(b)?c=d#e)", null)]
    [InlineData("`[x](gone.md)` and $a[1](gone)$", null)]
    [InlineData("```\n[x](gone.md)\n```", null)]
    [InlineData("[x](gone.md)", "(gone.md) is not there")]
    [InlineData("[x](Other.md)", "(Other.md) is not there")]
    [InlineData("[x](other.md#gone)", "(other.md#gone) names a heading that is not there")]
    [InlineData("[x](#The-short-answer)", "names a heading that is not there")]
    [InlineData("[x](sub/a.ipynb#logp-where-it-hurts-c-2)", "names a heading that is not there")]
    [InlineData("[x](sub/dot.png#here)", "names a heading in a file that has none")]
    [InlineData("![x](sub/gone.png)", "(sub/gone.png) is not there")]
    [InlineData("[![x](sub/gone.png)](other.md)", "(sub/gone.png) is not there")]
    [InlineData("[![x](sub/dot.png)](gone.md)", "(gone.md) is not there")]
    [InlineData("<details>\n<a href='gone.md'>x</a>\n</details>", "(gone.md) is not there")]
    [InlineData("<img src=\"sub/gone.png\">", "(sub/gone.png) is not there")]
    [InlineData("[x]: gone.md", "(gone.md) is not there")]
    [InlineData("[x](/other.md)", "is no path from the page's own folder")]
    [InlineData("[x](../../other.md)", "leads out of the repository")]
    [InlineData("[x](http://example.org/)", "is no https address")]
    [InlineData("<ftp://example.org/>", "is no https address")]
    [InlineData("[x](//example.org/)", "is no")]
    [InlineData("[x](https:/example.org)", "is no well-formed address")]
    [InlineData("[x](https://example/)", "names no public host")]
    public void A_link_is_held_to_the_file_and_the_heading_that_it_names(string markdown, string? problem)
    {
        using TemporaryFolder folder = new();
        folder.Write("page.md", $"# Here\n\n{markdown}\n");
        folder.Write("other.md", "# The *short* answer\n\n<a id=\"by-hand\"></a>\n");
        folder.Write("sub/dot.png", "");
        folder.Write("sub/a.ipynb", NotebookJson.Of(Markdown("## 梯度检验：什么时候“看不见”错误？"), Markdown("### `LogP`: where it [hurts](x) C#\n\n### LogP, where it hurts C#")));
        IReadOnlyList<string> problems = LinkCheck.Problems(PublishedPage.Read(folder.Path, "page.md"), folder.Path);
        if (problem is null)
            Assert.Empty(problems);
        else
            Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
    }

    private static JsonObject Markdown(string source) =>
        new() { ["cell_type"] = "markdown", ["id"] = "m", ["metadata"] = new JsonObject(), ["source"] = source };
}
