using System.Diagnostics;
using SoftmaxNotebooks.Host.Cli;
using SoftmaxNotebooks.Host.Packages;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Pages;

/// <summary>Pages as they are asked for on the command line. KaTeX is a folder with the names of its files, so that no registry is asked.</summary>
public sealed class HtmlVerbTests(SessionFixture session) : IClassFixture<SessionFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private async Task<HostProcess.Result> HostAsync(params string[] arguments)
    {
        foreach (string name in new[] { "katex.min.js", "katex.min.css", "fonts/a.woff2" })
            _folder.Write($"katex/{name}", name);
        return await HostProcess.RunAsync(_folder.Path, [.. arguments, "--katex", "katex"]);
    }

    private string Page(string name) => File.ReadAllText(_folder[$"artifacts/site/{name}"]);

    [Fact]
    public async Task Html_writes_pages_of_what_is_stored_and_runs_nothing()
    {
        _folder.Write("notebooks/a.ipynb", NotebookJson.Of("System.IO.File.WriteAllText(\"ran\", \"\");"));
        _folder.Write("notebooks/zh-CN/a.ipynb", NotebookJson.Of("1"));
        _folder.Write("notebooks/broken.ipynb", "{");
        HostProcess.Result result = await HostAsync("html");
        Assert.Equal(ExitCodes.Unreadable, result.ExitCode);
        Assert.Contains("broken.ipynb: the file is not JSON", result.Error, StringComparison.Ordinal);
        Assert.Contains("The pages are in artifacts", result.Output, StringComparison.Ordinal);
        Assert.Contains("href=\"zh-CN/a.html\"", Page("index.html"), StringComparison.Ordinal);
        Assert.Contains("src=\"assets/katex/katex.min.js\"", Page("a.html"), StringComparison.Ordinal);
        Assert.Equal("katex.min.js", Page("assets/katex/katex.min.js"));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "notebooks", "ran")));
    }

    [Fact]
    public async Task Run_writes_pages_of_what_was_shown_also_by_a_cell_that_failed()
    {
        _folder.Write("a.ipynb", NotebookJson.Of("21 * 2"));
        _folder.Write("b.ipynb", NotebookJson.Of("throw new Exception(\"no <luck>\");"));
        HostProcess.Result result = await HostAsync("run", "a.ipynb", "b.ipynb", "--html", "--site", "public");
        Assert.Equal(ExitCodes.CellFailed, result.ExitCode);
        Assert.Contains("<pre>42</pre>", File.ReadAllText(_folder["public/a.html"]), StringComparison.Ordinal);
        Assert.Contains("no &lt;luck&gt;", File.ReadAllText(_folder["public/b.html"]), StringComparison.Ordinal);
        Assert.Contains("42", File.ReadAllText(_folder["artifacts/notebooks/a.ipynb"]), StringComparison.Ordinal);
        Assert.Contains("42", File.ReadAllText(_folder["public/a.ipynb"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_other_files_is_told_and_kept()
    {
        _folder.Write("a.ipynb", NotebookJson.Of("1"));
        _folder.Write("public/letter.txt", "mine");
        HostProcess.Result result = await HostAsync("html", "a.ipynb", "--site", "public");
        Assert.Equal(ExitCodes.NotWritten, result.ExitCode);
        Assert.Contains("letter.txt' is there, which is not part of a site", result.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder["public/letter.txt"]));
    }

    [Fact]
    public async Task Two_notebooks_of_one_name_are_refused()
    {
        foreach (string path in new[] { "a/n.ipynb", "b/n.ipynb" })
            _folder.Write(path, NotebookJson.Of("1"));
        HostProcess.Result result = await HostAsync("html", "a/n.ipynb", "b/n.ipynb");
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("a/n.ipynb and b/n.ipynb would both become n.html.", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "artifacts")));
    }

    [Fact]
    public async Task Options_for_pages_that_nobody_asked_for_are_refused()
    {
        HostProcess.Result result = await HostAsync("run");
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("which --html asks for", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_KaTeX_is_refused_before_anything_runs()
    {
        HostProcess.Result result = await HostProcess.RunAsync(_folder.Path, "run", "--html", "--katex", "nowhere");
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains("nowhere has no KaTeX in it", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_KaTeX_cannot_be_had_the_pages_show_TeX_and_a_line_says_so()
    {
        _folder.Write("a.ipynb", NotebookJson.Of("1"));
        // Nobody listens at that port.
        (string, string)[] environment =
            [("npm_config_registry", "http://127.0.0.1:9/"), ("no_proxy", "127.0.0.1"), (ClosureCache.DirectoryVariable, Path.Combine(_folder.Path, "cache"))];
        using Process process = HostProcess.StartWith(_folder.Path, environment, "html", "a.ipynb");
        HostProcess.Result result = await HostProcess.EndAsync(process);
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Contains("http://127.0.0.1:9/katex/-/katex-", result.Error, StringComparison.Ordinal);
        Assert.Contains("The pages show formulas as TeX.", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("katex", Page("a.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_writes_pages_is_out_of_a_notebook_s_sight() =>
        Assert.Equal("True", (await session.RunAsync("Type.GetType(\"Markdig.Markdown, Markdig\") is null")).Shown.Result);
}
