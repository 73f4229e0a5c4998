using System.Text;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Interactive.Tests.Browser;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>A notebook open in the page of a Jupyter notebook server, used with the mouse.</summary>
internal sealed class NotebookTab(BrowserPage page) : IAsyncDisposable
{
    private const int Width = 1200;

    // Chromium's own limit for a picture is 16,384 pixels; half of it can still be looked at.
    private const int MostHeight = 8000;

    // The longest notebook takes half a minute; a busy machine may make minutes of it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public BrowserPage Page => page;

    /// <summary>Opens a notebook and waits until its kernel is ready.</summary>
    public static async Task<NotebookTab> OpenAsync(string url)
    {
        NotebookTab tab = new(await BrowserPage.OpenAsync(url, Width, 900));
        try
        {
            await tab.Page.WaitForAsync(
                "window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected() && Jupyter.notebook.kernel.info_reply.status === 'ok'", Patience);
            return tab;
        }
        catch
        {
            await tab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Chooses Cell, Run All, and waits for the end.</summary>
    public async Task RunAllAsync()
    {
        await page.ClickAsync("#celllink");
        await page.ClickAsync("#run_all_cells a");
        await WaitForIdleAsync();
    }

    /// <summary>Runs one cell and does not wait for it.</summary>
    public Task RunCellAsync(int cell) => page.EvaluateAsync(FormattableString.Invariant($"Jupyter.notebook.execute_cells([{cell}])"));

    /// <summary>Waits until everything that was asked for is answered and shown: no cell has the prompt *, and of each the last message has come.</summary>
    public Task WaitForIdleAsync() => page.WaitForAsync(
        """
        !Jupyter.notebook.kernel_busy && Jupyter.notebook.get_cells().every(cell => !cell.last_msg_id || cell.input_prompt_number !== '*'
            && (({ shell_done, iopub_done }) => shell_done && iopub_done)(Jupyter.notebook.kernel.get_callbacks_for_msg(cell.last_msg_id)))
        """,
        Patience);

    /// <summary>Clicks the toolbar's button with the square.</summary>
    public Task ClickStopAsync() => page.ClickAsync("[data-jupyter-action='jupyter-notebook:interrupt-kernel']");

    /// <summary>The notebook as the page would save it.</summary>
    public async Task<NotebookDocument> DocumentAsync()
    {
        JsonNode json = (await page.EvaluateAsync("JSON.stringify(Jupyter.notebook.toJSON())"))!;
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json.GetValue<string>()));
        return NotebookDocument.Parse(stream);
    }

    /// <summary>Writes as many pictures as the whole notebook needs: name.png, or name-1.png and so on.</summary>
    public async Task<IReadOnlyList<string>> ScreenshotAsync(string pathWithoutExtension)
    {
        // The notebook scrolls in a box below the toolbar, so all of it is seen in a window that is high enough, or in several places.
        int head = await NumberAsync("innerHeight - document.querySelector('#site').offsetHeight");
        int all = await NumberAsync("document.querySelector('#notebook').scrollHeight");
        int shown = Math.Min(all, MostHeight);
        await page.ResizeAsync(Width, head + shown);
        await page.WaitForAsync(FormattableString.Invariant($"document.querySelector('#site').offsetHeight >= {shown}"), ZmtpPeer.Patience);
        List<string> pictures = [];
        for (int top = 0; top < all; top += shown)
        {
            string suffix = shown == all ? "" : FormattableString.Invariant($"-{pictures.Count + 1}");
            await page.EvaluateAsync(FormattableString.Invariant($"document.querySelector('#site').scrollTop = {top}"));
            pictures.Add($"{pathWithoutExtension}{suffix}.png");
            await page.ScreenshotAsync(pictures[^1]);
        }

        return pictures;

        async Task<int> NumberAsync(string expression) => (int)Math.Ceiling((await page.EvaluateAsync(expression))!.GetValue<double>());
    }

    public ValueTask DisposeAsync() => page.DisposeAsync();
}
