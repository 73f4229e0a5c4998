using System.Xml.Linq;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

public class HtmlWriterTests
{
    [Theory]
    [InlineData("&", "&amp;")]
    [InlineData("<", "&lt;")]
    [InlineData(">", "&gt;")]
    [InlineData("\"", "&#34;")]
    [InlineData("'", "&#39;")]
    public void Each_of_the_five_characters_of_markup_is_escaped_in_text_and_in_attributes(string character, string escaped)
    {
        var html = new HtmlWriter();
        html.Element("td", character, ("title", character));

        // The entities are those of the HTML and XML standards.
        Assert.Equal($"<td title=\"{escaped}\">{escaped}</td>", html.ToString());
    }

    [Fact]
    public void Elements_end_in_the_reverse_of_their_order()
    {
        var html = new HtmlWriter();
        using (html.Element("table"))
        using (html.Element("tr"))
        {
            html.Element("td", "1");
            html.Element("td", "");
        }

        // Written by hand. The empty element keeps its end tag: to an HTML parser <td/> is a beginning.
        Assert.Equal("<table><tr><td>1</td><td></td></tr></table>", html.ToString());
    }

    [Fact]
    public void An_element_without_content_ends_where_it_begins()
    {
        var html = new HtmlWriter();
        html.Void("img", ("alt", "\""));

        // Written by hand. XML asks for the slash, and HTML ignores it.
        Assert.Equal("<img alt=\"&#34;\"/>", html.ToString());
    }

    [Theory]
    [InlineData(0x0)]
    [InlineData(0x1B)]
    [InlineData(0xFFFE)]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public void A_character_that_XML_forbids_becomes_the_replacement_character(int character)
    {
        var html = new HtmlWriter();
        html.Element("td", $"a{(char)character}b");

        Assert.Equal("a\uFFFDb", XElement.Parse(html.ToString()).Value);
    }

    [Fact]
    public void Whatever_text_is_written_is_the_text_that_a_parser_reads()
    {
        string[] pieces = ["<script>", "</td>", "&amp;", "&", "\"", "'", " onclick=", "<!--", "]]>", "<![CDATA[", "名前", "😀", "a"];
        var random = new Random(20260401);
        for (int trial = 0; trial < 2000; trial++)
        {
            string hostile = string.Concat(random.GetItems(pieces, random.Next(1, 8)));
            var html = new HtmlWriter();
            html.Element("td", hostile, ("title", hostile));

            // An independent reader, .NET's XML parser, gets the input back.
            var element = XElement.Parse(html.ToString());
            Assert.Equal(hostile, element.Value);
            Assert.Equal(hostile, element.Attribute("title")!.Value);
            Assert.Empty(element.Elements());
            Assert.Single(element.Attributes());
        }
    }
}
