using System.Xml.Linq;

namespace SoftmaxNotebooks.Interactive.Tests.Contracts;

public class JupyterLabSanitizerTests
{
    // Expected values: read off the lists of sanitizer.ts by hand.
    [Theory]
    [InlineData("<div><script>1</script><style>2</style><svg><text>3</text></svg>4</div>", "<div>4</div>")]
    [InlineData("<p onclick=\"a\" role=\"img\" aria-label=\"b\" title=\"c\">d</p>", "<p title=\"c\">d</p>")]
    [InlineData("<p style=\"color:var(--x);background:#fff\">a</p>", "<p style=\"background:#fff\">a</p>")]
    [InlineData("<p style=\"image-rendering:pixelated\">a</p>", "<p>a</p>")]
    [InlineData("<p style=\"width:max-content;height:16px;max-width:100%\">a</p>", "<p style=\"height:16px;max-width:100%\">a</p>")]
    [InlineData("<div><blink>a<b>b</b></blink></div>", "<div>a<b>b</b></div>")]
    [InlineData("<img src=\"data:image/png;base64,AA\" alt=\"a\" />", "<img src=\"data:image/png;base64,AA\" alt=\"a\" />")]
    public void What_JupyterLab_removes_is_removed_and_nothing_else(string html, string expected)
        => Assert.Equal(expected, JupyterLabSanitizer.Sanitize(XElement.Parse(html)).ToString(SaveOptions.DisableFormatting));
}
