using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Pages;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Pages;

/// <summary>The site as a whole: what is listed, what links to what, what lies beside the pages.</summary>
public sealed partial class SiteTests : IDisposable
{
    private static readonly Dictionary<string, byte[]> NoKatex = [];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SiteNotebook Notebook(string relativePath, params JsonObject[] cells)
    {
        string path = _folder.Write($"n/{relativePath}", NotebookJson.Of(cells));
        return new SiteNotebook(path, relativePath, NotebookDocument.Load(path));
    }

    private static JsonObject Markdown(string source) =>
        new() { ["cell_type"] = "markdown", ["id"] = "m", ["metadata"] = new JsonObject(), ["source"] = source };

    private static JsonObject Showing(string mimeType, string content)
    {
        JsonObject cell = NotebookJson.Cell("x");
        cell["outputs"] = new JsonArray(new JsonObject
        {
            ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = new JsonObject { [mimeType] = content },
        });
        return cell;
    }

    private static Dictionary<string, string> Build(params SiteNotebook[] notebooks) =>
        Site.Build(notebooks, NoKatex).ToDictionary(file => file.Key, file => Encoding.UTF8.GetString(file.Value));

    [Fact]
    public void The_list_groups_notebooks_by_language_and_says_which_it_is()
    {
        string index = Build(
            Notebook("01-a.ipynb", Markdown("# The *first*\n\nOne. Two.")), Notebook("02-b.ipynb", Markdown("No heading here.")),
            Notebook("zh-CN/01-a.ipynb", Markdown("# 第一\n\n一句话。两句话。")))["index.html"];
        string[] sections = index.Split("<section")[1..];
        Assert.Equal(2, sections.Length);
        Assert.Contains("<html lang=\"en\">", index, StringComparison.Ordinal);
        Assert.StartsWith(" lang=\"en\">\n<h2>English</h2>", sections[0], StringComparison.Ordinal);
        Assert.StartsWith(" lang=\"zh-CN\">\n<h2>简体中文</h2>", sections[1], StringComparison.Ordinal);
        Assert.Equal(["01-a.html", "02-b.html"], Href().Matches(sections[0]).Select(link => link.Groups[1].Value));
        Assert.Equal(["zh-CN/01-a.html"], Href().Matches(sections[1]).Select(link => link.Groups[1].Value));
        Assert.Contains("<strong>The <em>first</em></strong>\n<span class=\"summary\">One.</span>", sections[0], StringComparison.Ordinal);
        Assert.Contains("<strong>02-b</strong>\n<span class=\"summary\">No heading here.</span>", sections[0], StringComparison.Ordinal);
        Assert.Contains("<strong>第一</strong>\n<span class=\"summary\">一句话。</span>", sections[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_links_to_its_neighbours_of_its_language_and_to_its_other_editions()
    {
        Dictionary<string, string> site = Build(
            Notebook("01-a.ipynb", Markdown("# A")), Notebook("02-b.ipynb", Markdown("# B")), Notebook("03-c.ipynb", Markdown("# C")),
            Notebook("zh-CN/02-b.ipynb", Markdown("# 乙")));
        Assert.Contains("<a rel=\"prev\" href=\"01-a.html\">", site["02-b.html"], StringComparison.Ordinal);
        Assert.Contains("<a rel=\"next\" href=\"03-c.html\">", site["02-b.html"], StringComparison.Ordinal);
        Assert.Contains("<a href=\"zh-CN/02-b.html\" lang=\"zh-CN\" hreflang=\"zh-CN\">简体中文</a>", site["02-b.html"], StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", site["03-c.html"], StringComparison.Ordinal);
        Assert.DoesNotContain("hreflang", site["03-c.html"], StringComparison.Ordinal);
        string chinese = site["zh-CN/02-b.html"];
        Assert.Contains("<html lang=\"zh-CN\">", chinese, StringComparison.Ordinal);
        Assert.Contains("<a href=\"../02-b.html\" lang=\"en\" hreflang=\"en\">English</a>", chinese, StringComparison.Ordinal);
        Assert.Contains("<a href=\"../index.html\">笔记本</a>", chinese, StringComparison.Ordinal);
        Assert.Contains("<a href=\"../zh-CN/02-b.ipynb\" download>", chinese, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=", Body(chinese), StringComparison.Ordinal);
        Assert.Contains("\"# \\u4E59\"", JsonNode.Parse(site["zh-CN/02-b.ipynb"])!["cells"]![0]!["source"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[x](02-b.ipynb#read-the-report)", "<a href=\"02-b.html#read-the-report\">x</a>")]
    [InlineData("[x](./02-b.ipynb#Read-the-report!)", "<a href=\"02-b.html#read-the-report\">x</a>")]
    [InlineData("[x](zh-CN/c%20d.ipynb)", "<a href=\"zh-CN/c%20d.html\">x</a>")]
    [InlineData("[x](#a-heading)", "<a href=\"#a-heading\">x</a>")]
    [InlineData("<a id=\"Here\"></a> [x](#Here)", "<a href=\"#Here\">x</a>")]
    [InlineData("[x](https://example.org/02-b.ipynb)", "<a href=\"https://example.org/02-b.ipynb\">x</a>")]
    [InlineData("<a href=\"02-b.ipynb\">x</a>", "<a href=\"02-b.html\">x</a>")]
    [InlineData("<p>\n<a class=\"b\" href='02-b.ipynb#x'>x</a>\n</p>", "<a class=\"b\" href=\"02-b.html#x\">x</a>")]
    [InlineData("[x](../outside.txt)", "<p>x</p>")]
    [InlineData("[x](missing.ipynb)", "<p>x</p>")]
    [InlineData("[x](javascript:alert%281%29)", "<p>x</p>")]
    [InlineData("![x](images/p.png)", "<img src=\"images/p.png\" alt=\"x\" />")]
    [InlineData("<img src=\"images/p.png\" width=\"5\">", "<img src=\"images/p.png\" width=\"5\">")]
    [InlineData("[x](data.csv)", "<a href=\"data.csv\">x</a>")]
    public void Addresses_lead_to_where_the_site_has_it(string markdown, string html)
    {
        _folder.Write("outside.txt", "not the site's");
        _folder.Write("n/images/p.png", "picture");
        _folder.Write("n/data.csv", "1,2");
        Dictionary<string, string> site = Build(
            Notebook("01-a.ipynb", Markdown(markdown)), Notebook("02-b.ipynb", Markdown("## Read the report")), Notebook("zh-CN/c d.ipynb", Markdown("x")));
        Assert.Contains(html, site["01-a.html"], StringComparison.Ordinal);
        Assert.Equal(html.Contains("p.png", StringComparison.Ordinal), site.ContainsKey("images/p.png"));
        Assert.Equal(html.Contains("data.csv", StringComparison.Ordinal), site.ContainsKey("data.csv"));
    }

    [Fact]
    public void A_picture_pasted_into_a_cell_is_shown()
    {
        JsonObject cell = Markdown("![p](attachment:a%20b.png)");
        cell["attachments"] = new JsonObject { ["a b.png"] = new JsonObject { ["image/png"] = "AAAA" } };
        Assert.Contains("<img src=\"data:image/png;base64,AAAA\" alt=\"p\" />", Build(Notebook("a.ipynb", cell))["a.html"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_contents_name_the_headings_of_the_second_and_third_level()
    {
        string page = Build(Notebook("a.ipynb", Markdown("# T\n\n## One $x$"), Markdown("### Two\n\n#### Deep\n\n## One $x$")))["a.html"];
        Assert.Equal(["#one-x", "#two", "#one-x-1"], Href().Matches(page.Split("class=\"contents\"")[1].Split("</nav>")[0]).Select(link => link.Groups[1].Value));
    }

    [Theory]
    [InlineData("text/html", "<div><img src=\"data:image/png;base64,QUJD\" width=\"300\" height=\"200\"></div>", "data:image/png;base64,QUJD")]
    [InlineData("text/html", "<img width=\"20\" src=\"data:image/png;base64,QQ==\"><img src='data:image/gif;base64,Qg=='>", "data:image/gif;base64,Qg==")]
    [InlineData("image/png", "QUJD", "data:image/png;base64,QUJD")]
    [InlineData("text/html", "<p>x</p><svg width=\"200\" height=\"200\"><g/></svg>", "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIyMDAiIGhlaWdodD0iMjAwIj48Zy8+PC9zdmc+")]
    public void A_notebook_is_listed_with_the_first_picture_that_it_shows(string mimeType, string content, string address)
    {
        string index = Build(Notebook("a.ipynb", Showing("text/plain", "x"), Showing(mimeType, content), Showing("image/png", "TGF0ZXI=")))["index.html"];
        Assert.Equal(address, Assert.Single(Picture().Matches(index)).Groups[1].Value);
    }

    [Fact]
    public void Small_pictures_are_listed_together_and_a_painted_table_is_drawn()
    {
        string small = string.Concat(Enumerable.Range(0, 20).Select(_ => "<img src=\"data:image/png;base64,QQ==\" width=\"56\" height=\"56\">"));
        const string Row = "<tr><td style=\"background:#aabbcc;color:#fff\"><b>0.5</b></td><td style=\"background:#112233\">&lt;1</td></tr>";
        string table = $"<table><tr><th>a</th><th>b</th></tr>{Row}{Row}</table>";
        Assert.Equal(15, Picture().Count(Build(Notebook("a.ipynb", Showing("text/html", small)))["index.html"]));
        string address = Assert.Single(Picture().Matches(Build(Notebook("b.ipynb", Showing("text/html", table)))["index.html"])).Groups[1].Value;
        string drawing = Encoding.UTF8.GetString(Convert.FromBase64String(address["data:image/svg+xml;base64,".Length..]));
        Assert.Equal(4, Regex.Count(drawing, "<rect "));
        Assert.Contains("fill=\"#aabbcc\"/><text x=\"37\" y=\"24\" fill=\"#fff\">0.5</text>", drawing, StringComparison.Ordinal);
        Assert.Contains("fill=\"#000\">&lt;1</text>", drawing, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_HTML_cannot_become_any()
    {
        const string Hostile = "</title></pre><script>alert(1)</script>\"'";
        SiteNotebook notebook = Notebook(
            "a.ipynb", Markdown($"# `{Hostile}`\n\n`{Hostile}`"), NotebookJson.Cell($"// {Hostile}"),
            Showing("text/plain", Hostile), Showing("image/png", "\"><script>alert(1)</script>"));
        Dictionary<string, string> site = Build(notebook);
        Assert.DoesNotContain("<script>", site["a.html"], StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", site["index.html"], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_notebooks_of_one_place_are_refused()
    {
        DocumentException clash = Assert.Throws<DocumentException>(() => Build(Notebook("a.ipynb"), Notebook("b/../A.ipynb") with { RelativePath = "A.ipynb" }));
        Assert.Contains("would both become a.html", clash.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_site_takes_the_place_of_the_one_before()
    {
        string folder = Path.Combine(_folder.Path, "site");
        SiteFolder.Write(folder, new Dictionary<string, byte[]> { ["index.html"] = "old"u8.ToArray(), ["gone/x.html"] = [1] });
        SiteFolder.Write(folder, new Dictionary<string, byte[]> { ["index.html"] = "new"u8.ToArray() });
        Assert.Equal("new", File.ReadAllText(Path.Combine(folder, "index.html")));
        Assert.Equal(["assets", "index.html"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["site"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_site_that_cannot_be_written_whole_leaves_the_one_before()
    {
        string folder = Path.Combine(_folder.Path, "site");
        SiteFolder.Write(folder, new Dictionary<string, byte[]> { ["index.html"] = "old"u8.ToArray() });
        Dictionary<string, byte[]> impossible = new() { ["index.html"] = "new"u8.ToArray(), ["a"] = [1], ["a/b"] = [2] };
        Assert.ThrowsAny<IOException>(() => SiteFolder.Write(folder, impossible));
        Assert.Equal("old", File.ReadAllText(Path.Combine(folder, "index.html")));
        Assert.Equal(["site"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_with_other_files_in_it_is_left_alone()
    {
        string folder = Path.Combine(_folder.Path, "site");
        Dictionary<string, byte[]> site = new() { ["index.html"] = "mine"u8.ToArray() };
        SiteFolder.Write(folder, site);
        _folder.Write("site/.git/config", "precious");
        Assert.Contains("config' is there, which is not part of a site", Assert.Throws<IOException>(() => SiteFolder.Write(folder, site)).Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(_folder["site/.git/config"]));
    }

    private static string Body(string page) => page.Split("<body>")[1];

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Href();

    [GeneratedRegex("<img src=\"([^\"]*)\"")]
    private static partial Regex Picture();
}
