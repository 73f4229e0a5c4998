using System.Text;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Documents;

/// <summary>Notebook files in and out. Expected values follow the nbformat 4.5 specification.</summary>
public sealed class NotebookDocumentTests
{
    private static NotebookDocument Parse(string json) => NotebookDocument.Parse(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    private static string Write(NotebookDocument notebook)
    {
        using MemoryStream stream = new();
        notebook.Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void What_the_program_does_not_know_comes_out_as_it_went_in()
    {
        // Keys in an unusual order, attachments, foreign metadata, a raw cell, numbers in unusual spellings, text of several scripts.
        string json =
            """
            {
             "nbformat_minor": 5,
             "cells": [
              {
               "attachments": {
                "a.png": {
                 "image/png": "iVBORw0KGgo="
                }
               },
               "source": [
                "# 梯度 — naïve 🎓\n",
                "![a](attachment:a.png)"
               ],
               "id": "intro",
               "cell_type": "markdown",
               "metadata": {
                "zebra": 1.0,
                "apple": [
                 true,
                 null,
                 1e-7
                ]
               }
              },
              {
               "cell_type": "raw",
               "id": "raw",
               "metadata": {},
               "source": "<b>"
              }
             ],
             "nbformat": 4,
             "metadata": {
              "somebody": "else's",
              "kernelspec": {
               "name": "own-name",
               "display_name": "Own",
               "language": "C#"
              },
              "language_info": {
               "file_extension": ".cs",
               "mimetype": "text/x-csharp",
               "name": "C#",
               "pygments_lexer": "csharp",
               "version": "14.0"
              }
             }
            }

            """.ReplaceLineEndings("\n");
        Assert.Equal(json, Write(Parse(json)));
    }

    [Theory]
    [InlineData("\"\\\"\\\\\\n\\r\\t\\u0001\\u007f<>&'+/\"")]
    [InlineData("\"\u3000\u00a0\u2028 🎓 e\u0301\"")]
    [InlineData("\"\\ud83d\"")]
    public void A_text_is_written_with_nothing_escaped_but_what_JSON_forbids(string json)
    {
        NotebookDocument notebook = Parse($"{{\"nbformat\":4,\"cells\":[],\"metadata\":{{\"x\":{json}}}}}");
        Assert.Contains($"\"x\": {json}", Write(notebook), StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_that_share_an_id_get_different_ones()
    {
        string cell = "{\"cell_type\":\"code\",\"id\":\"copied\",\"source\":\"1\"}";
        NotebookDocument notebook = Parse($"{{\"nbformat\":4,\"nbformat_minor\":5,\"cells\":[{cell},{cell}]}}");
        Assert.Equal("copied", notebook.Cells[0].Id);
        Assert.NotEqual("copied", notebook.Cells[1].Id);
    }

    [Fact]
    public void Cells_without_id_get_one_that_is_the_same_every_time()
    {
        string json = "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"1\"},{\"cell_type\":\"code\",\"source\":\"1\"}],\"nbformat\":4,\"nbformat_minor\":2}";
        NotebookDocument notebook = Parse(json);
        Assert.All(notebook.Cells, cell => Assert.Matches("^[a-zA-Z0-9-_]{1,64}$", cell.Id));
        Assert.NotEqual(notebook.Cells[0].Id, notebook.Cells[1].Id);
        Assert.Equal(notebook.Cells.Select(cell => cell.Id), Parse(json).Cells.Select(cell => cell.Id));
        JsonNode written = JsonNode.Parse(Write(notebook))!;
        Assert.Equal(5, written["nbformat_minor"]!.GetValue<int>());
        Assert.Equal("csharp", written["metadata"]!["language_info"]!["pygments_lexer"]!.GetValue<string>());
        Assert.Equal(".net-csharp", written["metadata"]!["kernelspec"]!["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{\"cells\": [", "not JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("null", "no JSON object")]
    [InlineData("{}", "no \"nbformat\" number")]
    [InlineData("{\"nbformat\":\"4\",\"cells\":[]}", "no \"nbformat\" number")]
    [InlineData("{\"nbformat\":3,\"worksheets\":[]}", "nbformat 3")]
    [InlineData("{\"nbformat\":4}", "no \"cells\" array")]
    [InlineData("{\"nbformat\":4,\"cells\":[1]}", "cell 1 is not a JSON object")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"source\":\"\"}]}", "cell 1 has no \"cell_type\"")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\"}]}", "cell 1 has no \"source\"")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":[1]}]}", "\"source\" of cell 1")]
    [InlineData("{\"nbformat\":4,\"nbformat\":4,\"cells\":[]}", "not JSON")]
    [InlineData("{\"nbformat\":4,\"cells\":[],\"metadata\":{\"kernelspec\":{\"language\":\"python\"}}}", "written in python")]
    public void A_file_that_is_no_notebook_is_refused_with_the_reason(string json, string reason)
    {
        DocumentException exception = Assert.Throws<DocumentException>(() => Parse(json));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_notebook_is_read_or_refused_and_nothing_else()
    {
        byte[] good = Encoding.UTF8.GetBytes(NotebookJson.Of(NotebookJson.Cell("1 + 1", "a", "b"), NotebookJson.Cell("x")));
        Random random = new(20260401);
        int refused = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = [.. good];
            for (int hits = random.Next(1, 5); hits > 0; hits--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(32, 127);
            if (random.Next(4) == 0)
                damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                NotebookDocument notebook = NotebookDocument.Parse(new MemoryStream(damaged));
                foreach (NotebookCell cell in notebook.Cells)
                    _ = (cell.Source, cell.Tags, cell.Language, cell.Id, cell.Outputs);
                Write(notebook);
            }
            catch (DocumentException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 2999);
    }

    [Theory]
    [InlineData("{\"polyglot_notebook\":{\"kernelName\":\"html\"}}", "html")]
    [InlineData("{\"dotnet_interactive\":{\"language\":\"markdown\"}}", "markdown")]
    [InlineData("{\"polyglot_notebook\":{\"kernelName\":\"csharp\"}}", "csharp")]
    [InlineData("{\"polyglot_notebook\":{\"kernelName\":\"fsharp\"}}", "fsharp")]
    [InlineData("{\"polyglot_notebook\":7,\"tags\":\"x\"}", "csharp")]
    [InlineData("{}", "csharp")]
    public void A_cell_s_language_is_what_Polyglot_Notebooks_recorded(string metadata, string language)
    {
        NotebookDocument notebook = Parse($"{{\"nbformat\":4,\"cells\":[{{\"cell_type\":\"code\",\"metadata\":{metadata},\"source\":\"\"}}]}}");
        Assert.Equal(language, notebook.Cells[0].Language);
    }

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("one\n")]
    [InlineData("\n\none\n\ntwo")]
    public void A_text_is_split_into_lines_that_join_to_the_same_text(string text)
    {
        JsonArray lines = MultilineText.Split(text);
        Assert.Equal(text, MultilineText.Join(lines));
        Assert.All(lines.SkipLast(1), line => Assert.EndsWith("\n", line!.GetValue<string>(), StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line!.GetValue<string>().Count(character => character == '\n'), 0, 1));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_beside_it()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("a.ipynb", "old");
        Assert.Throws<InvalidTimeZoneException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half of the n"u8);
            throw new InvalidTimeZoneException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["a.ipynb"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_write_goes_through_a_link_and_keeps_the_mode()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other permissions, and lets few users make links.");
            return;
        }

        using TemporaryFolder folder = new();
        string target = folder.Write("real/a.ipynb", "old");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(folder["link.ipynb"], target);
        AtomicFile.Write(folder["link.ipynb"], stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(target));
        Assert.NotNull(File.ResolveLinkTarget(folder["link.ipynb"], returnFinalTarget: false));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(target));
    }

    [Fact]
    public void A_dib_file_is_cells_that_begin_with_their_language()
    {
        var cells = DibDocument.Parse("var a = 1;\n#!meta\n{\"kernelInfo\":1}\n#!csharp\n\nvar b = 2;\n#!time\nb\n\n#!markdown\n# x\n#!html\n");
        Assert.Equal(
            [new SourceCell("csharp", "var a = 1;"), new SourceCell("csharp", "var b = 2;\n#!time\nb"), new SourceCell("markdown", "# x")],
            cells);
    }
}
