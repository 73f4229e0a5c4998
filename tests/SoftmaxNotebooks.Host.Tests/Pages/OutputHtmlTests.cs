using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Pages;

namespace SoftmaxNotebooks.Host.Tests.Pages;

/// <summary>Outputs on a page: the richest form of each, escaped unless it is HTML.</summary>
public sealed class OutputHtmlTests
{
    private static string Html(params string[] outputs) =>
        new OutputHtml(new MarkdownHtml(address => address)).Of([.. outputs.Select(output => JsonNode.Parse(output)!.AsObject())]).Trim();

    private static string Data(string data) => Html($$"""{ "output_type": "display_data", "metadata": {}, "data": {{data}} }""");

    [Theory]
    [InlineData("""{ "text/plain": "p", "text/html": ["<b>h", "</b>"] }""", "<div class=\"html\"><b>h</b></div>")]
    [InlineData("""{ "text/plain": "p", "image/png": "iVBO\nRw0=" }""", "<p><img src=\"data:image/png;base64,iVBORw0=\" alt=\"p\"></p>")]
    [InlineData("""{ "image/png": "AA==", "image/svg+xml": "<svg/>" }""", "<p><img src=\"data:image/svg+xml;base64,PHN2Zy8+\" alt=\"\"></p>")]
    [InlineData("""{ "text/plain": "p", "text/markdown": "**b** $x_1$" }""", "<div class=\"markdown\"><p><strong>b</strong> <span class=\"math\">x_1</span></p>\n</div>")]
    [InlineData("""{ "text/plain": "p", "text/latex": "$$\\frac{a}{b}$$" }""", "<p><span class=\"math display\">\\frac{a}{b}</span></p>")]
    [InlineData("""{ "text/latex": "$$\\begin{pmatrix}\n\n\\end{pmatrix}$$" }""", "<p><span class=\"math display\">\\begin{pmatrix}\n\n\\end{pmatrix}</span></p>")]
    [InlineData("""{ "text/latex": "\\begin{align}a&=b\\end{align}" }""", "<p><span class=\"math display\">\\begin{align}a&amp;=b\\end{align}</span></p>")]
    [InlineData("""{ "text/latex": "where $x < 1$ & so" }""", "<p>where <span class=\"math\">x &lt; 1</span> &amp; so</p>")]
    [InlineData("""{ "text/plain": "p", "application/json": { "a": ["<b>", 1] } }""", "<pre>{\n  &quot;a&quot;: [\n    &quot;&lt;b&gt;&quot;,\n    1\n  ]\n}</pre>")]
    [InlineData("""{ "text/plain": "</pre><script>alert(1)</script>" }""", "<pre>&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;</pre>")]
    [InlineData("""{ "application/vnd.plotly.v1+json": {} }""", "<p class=\"unshown\">application/vnd.plotly.v1+json</p>")]
    [InlineData("{ }", "")]
    public void The_richest_form_is_shown(string data, string html) => Assert.Equal(html, Data(data));

    [Fact]
    public void An_image_has_the_size_that_the_notebook_gives_it() => Assert.Contains(
        " width=\"320\" height=\"200\">",
        Html("""{ "output_type": "display_data", "data": { "image/png": "AA==" }, "metadata": { "image/png": { "width": 320, "height": 200 } } }"""), StringComparison.Ordinal);

    [Fact]
    public void Adjacent_pieces_of_a_stream_are_one_and_are_escaped() => Assert.Equal(
        "<pre class=\"stdout\">a &lt;b&gt;\n1</pre>\n<pre class=\"stderr\">e</pre>\n<pre class=\"stdout\">c</pre>",
        Html(
            """{ "output_type": "stream", "name": "stdout", "text": ["a <b>\n"] }""", """{ "output_type": "stream", "name": "stdout", "text": "1\n" }""",
            """{ "output_type": "stream", "name": "stderr", "text": "e\n" }""", """{ "output_type": "stream", "name": "stdout", "text": "c" }"""));

    [Fact]
    public void An_error_shows_its_trace_with_terminal_colours_as_classes() => Assert.Equal(
        "<pre class=\"error\"><span class=\"ansi-red ansi-bold\">E&lt;T&gt;</span>: m\n   at Cell [2]</pre>",
        Html("""{ "output_type": "error", "ename": "E", "evalue": "m", "traceback": ["\u001b[1;31mE<T>\u001b[0m: m", "   at Cell [2]"] }"""));

    [Fact]
    public void An_error_without_a_trace_shows_its_name_and_message() =>
        Assert.Equal("<pre class=\"error\">E: m</pre>", Html("""{ "output_type": "error", "ename": "E", "evalue": "m", "traceback": [] }"""));

    [Theory]
    [InlineData("\u001b[32mgreen\u001b[39m plain", "<span class=\"ansi-green\">green</span> plain")]
    [InlineData("\u001b[38;5;196mx\u001b[48;2;1;31;3my", "xy")]
    [InlineData("\u001b[2K\u001b[1Aup\u001b]0;title\u0007", "up")]
    [InlineData("\u001b[91mnever ended", "<span class=\"ansi-red\">never ended</span>")]
    [InlineData("10 %\r50 %\rdone\nnext", "done\nnext")]
    [InlineData("Windows\r\nlines\r\n", "Windows\nlines\n")]
    public void Commands_to_a_terminal_leave_text_and_colours(string text, string html) => Assert.Equal(html, AnsiText.ToHtml(text));
}
