using SoftmaxNotebooks.Host.Pages;

namespace SoftmaxNotebooks.Host.Tests.Pages;

/// <summary>Markdown as pages show it. What is expected is GitHub's Markdown and Jupyter's treatment of formulas, worked out by hand.</summary>
public sealed class MarkdownHtmlTests
{
    private static string Html(string markdown) => new MarkdownHtml(address => address).Output(markdown).Trim();

    private static (string Html, List<Heading> Headings) Cell(string markdown)
    {
        List<Heading> headings = [];
        return (new MarkdownHtml(address => address).Cell(markdown, new HeadingAnchors(), headings), headings);
    }

    [Theory]
    [InlineData("$a_i * b_i * c$", """<p><span class="math">a_i * b_i * c</span></p>""")]
    [InlineData("a *b $x*y$ c*", """<p>a <em>b <span class="math">x*y</span> c</em></p>""")]
    [InlineData(@"$\{a\} \_ \\ b$", """<p><span class="math">\{a\} \_ \\ b</span></p>""")]
    [InlineData("$x<y$ and $a>b$", """<p><span class="math">x&lt;y</span> and <span class="math">a&gt;b</span></p>""")]
    [InlineData("由$x$得$y$。", """<p>由<span class="math">x</span>得<span class="math">y</span>。</p>""")]
    [InlineData("($x$), \"$y$\"", """<p>(<span class="math">x</span>), &quot;<span class="math">y</span>&quot;</p>""")]
    [InlineData(@"$\text{a $b$ c}$", """<p><span class="math">\text{a $b$ c}</span></p>""")]
    [InlineData("| $p$ | $x_1$ |\n| --- | --- |\n| $a \\vert b$ | 2 |", """<span class="math">a \vert b</span>""")]
    [InlineData("has $L = $ `z.Sum()`, $x$", """has <span class="math">L =</span> <code>z.Sum()</code>, <span class="math">x</span>""")]
    [InlineData("**$x$** and `$y`", """<p><strong><span class="math">x</span></strong> and <code>$y</code></p>""")]
    [InlineData("![A plot of $x_1$](a.png)", """<p><img src="a.png" alt="A plot of $x_1$" /></p>""")]
    public void A_formula_reaches_the_page_as_it_was_written(string markdown, string html) => Assert.Contains(html, Html(markdown), StringComparison.Ordinal);

    [Theory]
    [InlineData("$$\na\n= b\n$$")]
    [InlineData("$$a\n= b$$")]
    [InlineData("Before\n$$ a\n= b $$\nafter")]
    [InlineData("* item\n\n  $$\n  a\n  = b\n  $$")]
    public void A_formula_of_several_lines_stays_one(string markdown) =>
        Assert.Matches("""<span class="math display">a\n *= b</span>""", Html(markdown));

    [Fact]
    public void Line_breaks_and_columns_of_a_formula_survive() => Assert.Equal(
        """<p><span class="math display">\begin{aligned} a &amp;= b_1 \\ - c &amp;= d_1 \end{aligned}</span></p>""",
        Html(@"$$\begin{aligned} a &= b_1 \\ - c &= d_1 \end{aligned}$$"));

    [Theory]
    [InlineData("It costs $5 and that costs $10.")]
    [InlineData("Between $5-$10.")]
    [InlineData("It costs $5 or 6 $ each.")]
    [InlineData("US$ 20 or 30$ a month")]
    [InlineData(@"\$x\$ is no formula")]
    [InlineData("One $ alone, and\n\nanother $ below")]
    [InlineData("`$x$`, ``a ` $y$``")]
    [InlineData("```\n$x$\n```")]
    [InlineData("- item\n\n  ```csharp\n  var s = $\"{x}\"; var t = $\"{y}\";\n  ```")]
    [InlineData("~~~python\nprint('$x$')\n~~~")]
    [InlineData("$$ $$")]
    public void Money_and_code_are_no_formulas(string markdown) => Assert.DoesNotContain("class=\"math", Html(markdown), StringComparison.Ordinal);

    [Fact]
    public void A_price_does_not_take_the_formula_behind_it_with_it() =>
        Assert.Equal("""<p>$5 is less than <span class="math">x</span></p>""", Html("$5 is less than $x$"));

    [Fact]
    public void Folded_answers_have_Markdown_and_formulas_inside()
    {
        string html = Html("<details>\n<summary>Why is $p_i < 1$?</summary>\n\nBecause **$\\sum_i p_i = 1$**.\n\n</details>");
        Assert.Contains("<summary>Why is <span class=\"math\">p_i &lt; 1</span>?</summary>", html, StringComparison.Ordinal);
        Assert.Contains("<p>Because <strong><span class=\"math\">\\sum_i p_i = 1</span></strong>.</p>", html, StringComparison.Ordinal);
        Assert.EndsWith("</details>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2 < 3 & 4 > 1", "<p>2 &lt; 3 &amp; 4 &gt; 1</p>")]
    [InlineData("`<script>`", "<p><code>&lt;script&gt;</code></p>")]
    [InlineData("```\n</code><script>alert(1)</script>\n```", "&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("$</span><script>alert(1)</script>$", "<span class=\"math\">&lt;/span&gt;&lt;script&gt;alert(1)&lt;/script&gt;</span>")]
    [InlineData("&#xE000;7&#xE001; $x$", "\uE0007\uE001 <span class=\"math\">x</span>")]
    [InlineData("\uE0000\uE001 $x$", "<p>\uFFFD0\uFFFD <span class=\"math\">x</span></p>")]
    public void Text_is_escaped(string markdown, string html) => Assert.Contains(html, Html(markdown), StringComparison.Ordinal);

    [Fact]
    public void What_is_nested_too_deeply_to_be_read_is_shown_as_it_was_written() =>
        Assert.Equal($"<pre>{string.Concat(Enumerable.Repeat("&gt;", 5000))} x</pre>", Html(new string('>', 5000) + " x"));

    // GitHub's own rule: lower case, blanks to hyphens, no punctuation; a second one of the same name is numbered.
    [Theory]
    [InlineData("## Run the check that fails", "run-the-check-that-fails")]
    [InlineData("## What does h(1 − h) leave out?", "what-does-h1--h-leave-out")]
    [InlineData("## The `Softmax` of *z*, and p_i", "the-softmax-of-z-and-p_i")]
    [InlineData("## Read δ", "read-δ")]
    [InlineData("## 推导 p − y", "推导-p--y")]
    [InlineData("## C# & F#", "c--f")]
    [InlineData("## [A link](https://example.org) and $x_i$", "a-link-and-x_i")]
    public void Headings_have_the_anchors_that_GitHub_gives_them(string markdown, string anchor)
    {
        (string html, List<Heading> headings) = Cell(markdown);
        Assert.Equal(anchor, Assert.Single(headings).Anchor);
        Assert.Contains($"<h2 id=\"{anchor}\">", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"#{anchor}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a", headings[0].Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Headings_of_the_same_name_have_anchors_of_their_own() =>
        Assert.Equal(["on-your-own", "on-your-own-1", "on-your-own-2"], Cell("## On your own\n\n## On your own\n\n### On your own").Headings.Select(heading => heading.Anchor));

    [Theory]
    [InlineData("# Title\n\nOne sentence. And another.", "One sentence.")]
    [InlineData("Derives $f. A$ and `x. Y` of e.g. this, [a. B](c.D). Then.", "Derives f. A and x. Y of e.g. this, a. B.")]
    [InlineData("Is it 3.14? Yes.", "Is it 3.14?")]
    [InlineData("他问：\u201C为什么？\u201D于是推导。", "他问：\u201C为什么？\u201D")]
    [InlineData("[English edition](a.ipynb)。All the same.\n\n第一句。", "第一句。")]
    [InlineData("No end of a sentence", "No end of a sentence")]
    public void The_first_sentence_ends_where_a_reader_would_end_it(string markdown, string sentence) =>
        Assert.Equal(sentence, new MarkdownHtml(address => address).FirstSentence(markdown)!.Value.Text);

    [Fact]
    public void The_first_sentence_has_no_links_as_it_is_part_of_one() => Assert.Equal(
        "See <em>this</em> and <span class=\"math\">x_1</span>.", new MarkdownHtml(address => address).FirstSentence("See [*this*](https://example.org) and $x_1$. More.")!.Value.Html);

    [Fact]
    public void A_link_to_nowhere_becomes_its_text()
    {
        MarkdownHtml markdown = new(address => address.StartsWith("http", StringComparison.Ordinal) ? address : null);
        Assert.Equal("<p>a <em>b</em> c <a href=\"https://example.org\">d</a></p>\n", markdown.Output("[a *b* c](javascript:alert(1)) [d](https://example.org)"));
    }
}
