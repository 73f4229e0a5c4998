using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>Code as HTML: C# in colours, any other language as it is.</summary>
internal static class CodeHtml
{
    public static string Of(string code, string language) =>
        CellLanguages.Find(language) == CellLanguages.CSharp ? CSharpColors.ToHtml(code) : Html.Escape(code);
}
