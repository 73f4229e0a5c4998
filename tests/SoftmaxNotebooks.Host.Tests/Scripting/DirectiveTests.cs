using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Scripting;

/// <summary>The magic commands of .NET Interactive that this host carries out.</summary>
public sealed class DirectiveTests(SessionFixture session) : IClassFixture<SessionFixture>
{
    private static (string MimeType, string Content)[] Displays(RecordingSink shown) =>
        [.. shown.Outputs.OfType<DisplayOutput>().SelectMany(display => display.Data).Select(entry => (entry.Key, entry.Value))];

    [Fact]
    public async Task A_cell_changes_language_line_by_line_and_runs_in_order()
    {
        var (outcome, shown, _) = await session.RunAsync(
            "var before = 1;\n#!html\n<b>#r \"nuget: Not, a-reference\"</b>\n#!markdown\n# Title\n#!javascript\nf();\n#!csharp\nbefore + 1");
        Assert.Equal(CellOutcome.Succeeded, outcome);
        Assert.Equal(
            [
                ("text/html", "<b>#r \"nuget: Not, a-reference\"</b>"),
                ("text/markdown", "# Title"),
                ("text/html", "<script type=\"text/javascript\">f();</script>"),
            ],
            Displays(shown));
        Assert.Equal("2", shown.Result);
    }

    [Fact]
    public async Task A_cell_of_another_language_is_shown_as_it_stands()
    {
        var (_, shown, _) = await session.RunAsync("<em>x</em>", "html");
        Assert.Equal([("text/html", "<em>x</em>")], Displays(shown));
    }

    [Fact]
    public async Task Time_is_reported_after_the_output_also_of_a_cell_that_fails()
    {
        var (_, shown, _) = await session.RunAsync("#!time\nConsole.Write(\"work\");");
        Assert.Equal("work", shown.Text());
        Assert.Matches(@"^Wall time: \d+\.\d ms$", Displays(shown).Single().Content);
        var (_, failed, _) = await session.RunAsync("#!time\nthrow new Exception();");
        Assert.Matches(@"^Wall time: \d+\.\d ms$", Displays(failed).Single().Content);
    }

    [Theory]
    [InlineData("part.csx", "var imported1 = 1;", "imported1")]
    [InlineData("part.cs", "static int Imported2() => 2;", "Imported2()")]
    [InlineData("part.dib", "#!meta\n{}\n#!markdown\nhello\n#!csharp\nvar imported3 = 3;", "imported3")]
    [InlineData("deeper/part.ipynb", "{\"cells\":[{\"cell_type\":\"code\",\"metadata\":{},\"source\":[\"var imported4 =\",\" 4;\"]}],\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":2}", "imported4")]
    public async Task A_file_is_imported(string file, string content, string expression)
    {
        session.Folder.Write(file, content);
        var (outcome, shown, _) = await session.RunAsync($"#!import {file}\n{expression}");
        Assert.Equal(CellOutcome.Succeeded, outcome);
        Assert.Equal(expression.Where(char.IsDigit).Single().ToString(), shown.Result);
    }

    [Fact]
    public async Task Paths_in_an_imported_file_are_relative_to_that_file()
    {
        session.Folder.Write("sub/outer.csx", "#!import inner.csx\nvar outerValue = innerValue + 1;");
        session.Folder.Write("sub/inner.csx", "var innerValue = 1;");
        Assert.Equal("2", (await session.RunAsync("#!import \"sub/outer.csx\"\nouterValue")).Shown.Result);
    }

    [Fact]
    public async Task A_cell_of_an_imported_notebook_in_another_language_is_refused()
    {
        session.Folder.Write("fs.ipynb", "{\"cells\":[{\"cell_type\":\"code\",\"metadata\":{\"polyglot_notebook\":{\"kernelName\":\"fsharp\"}},\"source\":\"let x = 1\"}],\"nbformat\":4,\"nbformat_minor\":5}");
        var (outcome, shown, _) = await session.RunAsync("#!import fs.ipynb");
        Assert.Equal(CellOutcome.Failed, outcome);
        Assert.Contains("fs.ipynb has a cell in fsharp", shown.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_in_an_imported_file_names_that_file()
    {
        session.Folder.Write("broken.csx", "\nvar x = ;");
        var (outcome, shown, _) = await session.RunAsync("#!import broken.csx");
        Assert.Equal(CellOutcome.Failed, outcome);
        Assert.StartsWith("broken.csx (2,9): error CS1525", shown.Error.Traceback[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!import no-such-file.csx", "(1,1): #!import no-such-file.csx: the file is not there or cannot be read.")]
    [InlineData("\n#!import", "(2,1): #!import needs the path of a file, such as #!import helpers.csx.")]
    [InlineData("#!import data.bin", "(1,1): #!import data.bin: files that end in '.bin' cannot be imported; .ipynb, .dib, .cs, .csx, .html, .js and .md can.")]
    [InlineData("#!import self.csx", "nested more than 16 deep")]
    [InlineData("1;\n#!share --from x y", "(2,1): This host has no magic command '#!share'.")]
    [InlineData("#i \"somewhere\"", "#i takes \"nuget: address of a package source\", not \"somewhere\".")]
    [InlineData("#r \"nuget: a b\"", "'a b' is not the id of a package.")]
    [InlineData("#r \"nuget: A, <x>\"", "'<x>' is not a version or a range of versions of package A.")]
    public async Task A_directive_that_cannot_be_carried_out_says_why_and_where(string code, string expected)
    {
        session.Folder.Write("data.bin", "");
        session.Folder.Write("self.csx", "#!import self.csx");
        var (outcome, shown, _) = await session.RunAsync(code);
        Assert.Equal(CellOutcome.Failed, outcome);
        Assert.Equal("DirectiveError", shown.Error.Name);
        Assert.Contains(expected, shown.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(session.Folder.Path, shown.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nuget: Some.Package", "Some.Package", "*")]
    [InlineData("nuget:Some.Package,1.2.3", "Some.Package", "1.2.3")]
    [InlineData("nuget: Some.Package, 1.0.0-beta.23562.1", "Some.Package", "1.0.0-beta.23562.1")]
    [InlineData("NuGet: Some.Package, *-*", "Some.Package", "*-*")]
    [InlineData("nuget: Some.Package, [1.0,2.0)", "Some.Package", "[1.0,2.0)")]
    public void A_package_reference_has_an_id_and_a_version(string target, string id, string version)
    {
        ParsedCell cell = CellParser.Parse($"  #r \"{target}\"\n1", "csharp");
        Assert.Equal((id, version), (cell.Packages.Single().Id, cell.Packages.Single().Version));
    }

    [Fact]
    public void Line_numbers_survive_windows_line_ends_and_directives()
    {
        ParsedCell cell = CellParser.Parse("#r \"nuget: A\"\r\n#!time\r\nx\r\n#!html\r\n<p>\r\n#!csharp\r\ny", "csharp");
        Assert.Equal(
            [new CodeStep("csharp", "\n\nx"), new CodeStep("html", "<p>"), new CodeStep("csharp", "\n\n\n\n\n\ny")],
            cell.Steps);
    }
}
