using System.Net;
using System.Text.RegularExpressions;
using SoftmaxNotebooks.Benchmarks;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Pages;

namespace SoftmaxNotebooks.Host.Tests.Pages;

/// <summary>The colours of code. Whatever it is, all of it is shown, and nothing of it becomes markup.</summary>
public sealed partial class CSharpColorsTests
{
    public static TheoryData<string> Notebooks => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "notebooks"), "*.ipynb", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')).Where(path => !path.Contains("/.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("using System;", "k:using")]
    [InlineData("var x = 0x1F + 2.5e-3;", "k:var n:0x1F n:2.5e-3")]
    [InlineData("string s = \"a\\\"b\"; // end", "k:string s:\"a\\\"b\" c:// end")]
    [InlineData("Console.WriteLine($\"{x} is\");", "m:WriteLine s:$\" s: is s:\"")]
    [InlineData("Vector<double> f(Matrix m) => new Dense(1);", "t:Vector k:double m:f t:Matrix k:new t:Dense n:1")]
    [InlineData("record Point(int X) : Base;", "k:record t:Point k:int t:Base")]
    [InlineData("/* a\nb */ await x.RunAsync()", "c:/* a\nb */ k:await m:RunAsync")]
    [InlineData("#r \"nuget: MathNet.Numerics, 5.0.0\"", "d:#r \"nuget: MathNet.Numerics, 5.0.0\"")]
    [InlineData("#i \"nuget: packages\"\nreturn;", "d:#i \"nuget: packages\" k:return")]
    [InlineData("#!time\nif (a) b();", "d:#!time k:if m:b")]
    [InlineData("#!import helpers.csx", "d:#!import helpers.csx")]
    [InlineData("#region a\n#endregion", "d:#region a d:#endregion")]
    public void Each_kind_of_token_has_its_class(string code, string tokens) =>
        Assert.Equal(tokens, string.Join(' ', Token().Matches(CSharpColors.ToHtml(code)).Select(token => $"{token.Groups[1].Value}:{WebUtility.HtmlDecode(token.Groups[2].Value)}")));

    [Fact]
    public void What_follows_another_language_s_magic_command_is_not_coloured_as_CSharp() =>
        Assert.DoesNotContain("\"k\"", CSharpColors.ToHtml("#!html\n<p>if this is new</p>"), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a < b && c > d; \"</code><script>\"")]
    [InlineData("if (a { // not closed\n\"text without end\n")]
    [InlineData("\"\"\"\n#!time\n#r \"x\"\n\"\"\"")]
    [InlineData("  #r \"nuget: A\"   \n\n\t#!time\n")]
    [InlineData("#")]
    [InlineData("#!\n#if A\nx\n#endif")]
    [InlineData("日本 = \"語\"; // 🙂")]
    public void All_of_the_code_is_shown_and_none_of_it_is_markup(string code) => AssertShown(code);

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void All_code_of_the_notebooks_is_shown(string notebook)
    {
        foreach (NotebookCell cell in NotebookDocument.Load(Path.Combine(Repository.Root, notebook)).CodeCells)
            AssertShown(cell.Source);
    }

    private static void AssertShown(string code)
    {
        string withoutSpans = Span().Replace(CSharpColors.ToHtml(code), "");
        Assert.DoesNotContain('<', withoutSpans);
        Assert.Equal(code, WebUtility.HtmlDecode(withoutSpans));
    }

    [GeneratedRegex("<span class=\"([a-z])\">([^<]*)</span>")]
    private static partial Regex Token();

    [GeneratedRegex("<span class=\"[a-z]\">|</span>")]
    private static partial Regex Span();
}
