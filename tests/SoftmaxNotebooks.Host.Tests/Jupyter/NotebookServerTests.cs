using System.Text.Json.Nodes;
using SoftmaxNotebooks.Benchmarks;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Tests.Jupyter.Support;
using SoftmaxNotebooks.Host.Tests.Support;
using SoftmaxNotebooks.Interactive.Tests.Browser;

namespace SoftmaxNotebooks.Host.Tests.Jupyter;

/// <summary>This kernel behind a real Jupyter notebook server, used in a real browser.</summary>
public sealed class NotebookServerTests(NotebookServer server) : IClassFixture<NotebookServer>
{
    // What the browser shows of the outputs. What is folded away is not meant to be seen.
    private const string Shown = """
        (() => { const all = selector => [...document.querySelectorAll('.output ' + selector)];
                 const hidden = element => element.getClientRects().length === 0 && !element.closest('details:not([open])');
                 return { images: all('.output_html img').length, brokenImages: all('img').filter(image => !image.complete || image.naturalWidth === 0).length,
                          tables: all('.output_html table').length, hiddenTables: all('table').filter(hidden).length,
                          done: all('strong').filter(line => line.innerText.startsWith('✓ Done after ')).length,
                          empty: all('.output_subarea').filter(output => !output.innerText.trim() && !output.querySelector('img')).length,
                          errors: all('.output_error, .output_stderr').map(error => error.innerText) }; })()
        """;

    /// <summary>A start, a notebook with many tables, and one that shows its progress.</summary>
    public static TheoryData<string> Notebooks => [.. Tutorials.Names.Where(name => name[..3] is "01-" or "03-" or "06-")];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task Run_all_shows_in_the_browser_what_is_stored(string name)
    {
        Tutorials.CopyTo(server.Notebooks, name);
        await using NotebookTab tab = await OpenAsync(name);
        await tab.RunAllAsync();

        NotebookDocument executed = await tab.DocumentAsync();
        Tutorials.AssertShowsWhatIsStored(name, executed);
        JsonNode shown = (await tab.Page.EvaluateAsync(Shown))!;
        Assert.Equal("[]", shown["errors"]!.ToJsonString());
        Assert.Equal(Count(executed, "<img "), Number("images"));
        Assert.Equal(Count(executed, "<table"), Number("tables"));
        Assert.Equal((0, 0, 0), (Number("brokenImages"), Number("hiddenTables"), Number("empty")));
        // The display of a training, updated while it ran, and its history: neither stayed behind.
        Assert.Equal(Count(NotebookDocument.Load(Path.Combine(Tutorials.Folder, name)), "<strong>✓ Done after "), Number("done"));
        await LookAsync(tab, Path.ChangeExtension(name, null));

        int Number(string count) => shown[count]!.GetValue<int>();
    }

    [Fact]
    public async Task The_stop_button_ends_an_endless_loop_and_the_variables_are_kept()
    {
        server.Notebooks.Write("endless.ipynb", NotebookJson.Of("var kept = 41;", "Console.WriteLine(\"runs\");\nwhile (true) kept = 41;", "kept + 1"));
        await using NotebookTab tab = await OpenAsync("endless.ipynb");
        await tab.RunCellAsync(0);
        await tab.RunCellAsync(1);
        await tab.Page.WaitForAsync("Jupyter.notebook.get_cell(1).output_area.element.text().includes('runs') && Jupyter.notebook.kernel_busy", ZmtpPeer.Patience);
        await tab.ClickStopAsync();
        await tab.WaitForIdleAsync();
        await tab.RunCellAsync(2);
        await tab.WaitForIdleAsync();

        IReadOnlyList<NotebookCell> cells = (await tab.DocumentAsync()).Cells;
        Assert.Equal("Cell interrupted", cells[1].Outputs[^1].TextOf("evalue"));
        Assert.Equal("42", cells[2].Outputs.Single()["data"].TextOf("text/plain"));
        await LookAsync(tab, "stopped");
    }

    private async Task<NotebookTab> OpenAsync(string name)
    {
        ChromiumProgram.Require();
        return await NotebookTab.OpenAsync(await server.UrlOfAsync(name));
    }

    private static int Count(NotebookDocument notebook, string element) => notebook.CodeCells.SelectMany(cell => cell.Outputs)
        .Select(output => output["data"] is JsonObject data && data["text/html"] is { } html ? MultilineText.Join(html) : "")
        .Sum(html => html.Split(element).Length - 1);

    /// <summary>Leaves pictures of the whole notebook in artifacts/screenshots.</summary>
    private static async Task LookAsync(NotebookTab tab, string name)
    {
        foreach (string picture in await tab.ScreenshotAsync(Path.Combine(Repository.Root, "artifacts", "screenshots", $"jupyter-{name}")))
            Assert.True(Screenshot.Read(await File.ReadAllBytesAsync(picture)).HasSeveralColors(), $"{picture} is blank");
    }
}
