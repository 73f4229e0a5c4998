using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoftmaxNotebooks.Benchmarks;
using SoftmaxNotebooks.Host.Pages;
using SoftmaxNotebooks.Host.Tests.Jupyter.Support;
using SoftmaxNotebooks.Interactive.Tests.Browser;

namespace SoftmaxNotebooks.Host.Tests.Pages;

/// <summary>The pages as a reader has them: opened from disk, with no network.</summary>
public sealed partial class SitePageTests(BuiltSite site) : IClassFixture<BuiltSite>
{
    private const int MaximumPageLength = 1_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // The schemes of what lies on this machine.
    private static readonly string[] Local = ["file:", "data:", "about:", "blob:"];

    private static readonly string Measure = Resource("measure-page.js");

    public static TheoryData<string> Pages => [.. BuiltSite.Pages.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_whole_on_a_screen_and_on_a_phone_in_light_and_in_dark(string page)
    {
        await using BrowserPage browser = await OpenAsync();
        foreach ((int width, int height) in new[] { (1280, 900), (360, 740) })
        {
            foreach (string theme in new[] { "light", "dark" })
            {
                await ShowAsync(browser, page, width, height, theme);
                JsonNode seen = (await browser.EvaluateAsync(Measure))!;
                string place = $"{page} at {width} pixels, {theme}";
                AssertEmpty(seen["faults"]!, place);
                if (site.WithoutKatex is null)
                    Assert.Equal(seen["formulas"]!.GetValue<int>(), seen["drawn"]!.GetValue<int>());
                AssertEmpty(new JsonArray([.. Complaints(browser).Select(complaint => JsonValue.Create(complaint))]), place);
                await LookAsync(browser, $"page-{page.Replace('/', '-')[..^5]}-{width}-{theme}");
            }
        }
    }

    [Fact]
    public async Task Formulas_are_drawn_with_their_fonts()
    {
        await using BrowserPage browser = await OpenAsync();
        Assert.SkipWhen(site.WithoutKatex is not null, $"There is no KaTeX: {site.WithoutKatex}");
        await ShowAsync(browser, "wide.html", 1280, 900, "light");
        const string Loaded = "[...document.fonts].some(font => font.family === 'KaTeX_Math' && font.status === 'loaded')";
        Assert.True((await browser.EvaluateAsync(Loaded))!.GetValue<bool>());
        // The minus sign that begins a line of the formula is no list, its asterisk no emphasis, and the price no formula.
        string text = (await browser.EvaluateAsync("document.querySelector('main').innerText"))!.GetValue<string>();
        Assert.Contains("A price of $5, and", text, StringComparison.Ordinal);
        // a, b, c, d, e; the minus has nothing before it, so it is no operation between two.
        const string LettersAndOperations = "['.mathnormal', '.mbin'].map(kind => document.querySelectorAll('.mtable ' + kind).length).join()";
        Assert.Equal("5,1", (await browser.EvaluateAsync(LettersAndOperations))!.GetValue<string>());
    }

    [Fact]
    public async Task Folded_answers_open_for_printing_and_fold_again()
    {
        await using BrowserPage browser = await OpenAsync();
        await ShowAsync(browser, "wide.html", 1280, 900, "light");
        const string Folded = "document.querySelectorAll('main details:not([open])').length";
        Assert.Equal(1, (await browser.EvaluateAsync(Folded))!.GetValue<int>());
        await browser.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        Assert.Equal(0, (await browser.EvaluateAsync(Folded))!.GetValue<int>());
        await browser.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        Assert.Equal(1, (await browser.EvaluateAsync(Folded))!.GetValue<int>());
        await browser.EvaluateAsync("document.querySelector('main summary').scrollIntoView()");
        await browser.ClickAsync("main summary");
        Assert.Equal(0, (await browser.EvaluateAsync(Folded))!.GetValue<int>());
    }

    [Fact]
    public async Task A_click_leads_to_the_heading_of_another_page()
    {
        await using BrowserPage browser = await OpenAsync();
        await ShowAsync(browser, "zh-CN/wide.html", 1280, 900, "light");
        await browser.ClickAsync("main section:last-of-type p a");
        await browser.WaitForAsync("location.pathname.endsWith('/site/wide.html') && location.hash === '#the-end' && document.readyState === 'complete'", Patience);
        Assert.True((await browser.EvaluateAsync("scrollY > 0"))!.GetValue<bool>());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_address_in_a_page_leads_to_a_file_and_a_heading_that_are_there(string page)
    {
        string html = File.ReadAllText(PathOf(page));
        foreach (Match link in Address().Matches(OwnHtml().Replace(html, "")))
        {
            string address = WebUtility.HtmlDecode(link.Groups["address"].Value);
            if (Uri.TryCreate(address, UriKind.Absolute, out Uri? absolute) && absolute.Scheme is "http" or "https" or "mailto" or "data")
                continue;
            string[] parts = address.Split('#', 2);
            string target = parts[0].Length == 0 ? PathOf(page) : Path.GetFullPath(Uri.UnescapeDataString(parts[0]), Path.GetDirectoryName(PathOf(page))!);
            Assert.True(File.Exists(target), $"{page}: {address}");
            if (parts.Length == 2)
                Assert.Contains($" id=\"{Html.Escape(Uri.UnescapeDataString(parts[1]))}\"", File.ReadAllText(target), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_less_than_a_megabyte(string page) => Assert.InRange(new FileInfo(PathOf(page)).Length, 1, MaximumPageLength - 1);

    private static async Task<BrowserPage> OpenAsync()
    {
        ChromiumProgram.Require();
        BrowserPage browser = await BrowserPage.OpenAsync("about:blank", 1280, 900);
        foreach (string domain in new[] { "Runtime", "Log", "Network", "Page" })
            await browser.CallAsync($"{domain}.enable", []);
        await browser.CallAsync("Network.emulateNetworkConditions", new JsonObject { ["offline"] = true, ["latency"] = 0, ["downloadThroughput"] = 0, ["uploadThroughput"] = 0 });
        return browser;
    }

    private async Task ShowAsync(BrowserPage browser, string page, int width, int height, string theme)
    {
        browser.Events.Clear();
        await browser.ResizeAsync(width, height);
        await browser.CallAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = theme }),
        });
        string address = new Uri(PathOf(page)).AbsoluteUri;
        await browser.CallAsync("Page.navigate", new JsonObject { ["url"] = address });
        await browser.WaitForAsync($"location.href === '{address}' && document.readyState === 'complete'", Patience);
        await browser.EvaluateAsync("document.fonts.ready.then(() => true)");
    }

    // What the browser's console would show, and every request that would have gone to a network.
    private static IEnumerable<string> Complaints(BrowserPage browser) => browser.Events.Select(message => (message["method"]!.GetValue<string>(), message["params"]!) switch
    {
        ("Runtime.exceptionThrown" or "Runtime.consoleAPICalled" or "Network.loadingFailed", JsonNode said) => said.ToJsonString(),
        ("Log.entryAdded", JsonNode said) => said["entry"]!["text"]!.GetValue<string>(),
        ("Network.requestWillBeSent", JsonNode said) when !Local.Any(said["request"]!["url"]!.GetValue<string>().StartsWith) => said["request"]!["url"]!.GetValue<string>(),
        _ => "",
    }).Where(complaint => complaint.Length > 0);

    private static void AssertEmpty(JsonNode faults, string place) =>
        Assert.True(faults.AsArray().Count == 0, $"{place}:\n{string.Join('\n', faults.AsArray().Take(10).Select(fault => fault!.ToString()))}");

    // What fits on some screens; the whole of a long page would be a picture that nobody can look at.
    private static async Task LookAsync(BrowserPage browser, string name)
    {
        string path = Path.Combine(Repository.Root, "artifacts", "screenshots", $"{name}.png");
        await browser.ScreenshotAsync(path);
        Assert.True(Screenshot.Read(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).HasSeveralColors(), $"{path} is blank");
    }

    private string PathOf(string page) => Path.Combine(site.Folder, page);

    private static string Resource(string name)
    {
        using StreamReader reader = new(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("\\s(?:href|src)=\"(?<address>[^\"]*)\"")]
    private static partial Regex Address();

    // An output's HTML is the notebook's.
    [GeneratedRegex("<div class=\"html\">.*?</div>\n", RegexOptions.Singleline)]
    private static partial Regex OwnHtml();
}
