using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>What the pages themselves say, in the language of the notebook.</summary>
/// <param name="Language">The language's tag, for the lang attribute.</param>
/// <param name="Name">The language's name in itself.</param>
internal sealed partial record SiteWords(
    string Language, string Name, string Notebooks, string Contents, string SkipToText, string Previous, string Next, string NotebookFile)
{
    public static SiteWords English { get; } =
        new("en", "English", "Notebooks", "Contents", "Skip to the text", "Previous", "Next", "Notebook (.ipynb)");

    private static readonly SiteWords Chinese =
        new("zh-CN", "简体中文", "笔记本", "目录", "跳到正文", "上一篇", "下一篇", "笔记本文件（.ipynb）");

    /// <summary>
    /// The words for a notebook in these folders. A folder that is named as a language of a region or script (zh-CN, sr-Latn) says what its
    /// notebooks are written in; elsewhere that is English. In a language whose words are not here the pages speak English.
    /// </summary>
    public static SiteWords Of(IEnumerable<string> folders)
    {
        string? language = folders.LastOrDefault(folder => LanguageTag().IsMatch(folder));
        return language is null ? English : language == Chinese.Language ? Chinese : English with { Language = language, Name = language };
    }

    [GeneratedRegex("^[a-z]{2,3}-(?:[A-Z]{2}|[A-Z][a-z]{3}(?:-[A-Z]{2})?)$")]
    private static partial Regex LanguageTag();
}
