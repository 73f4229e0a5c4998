using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Host.Tests.Prose;

/// <summary>The pages use the words of the field and of this library, each spelled one way, and name no class or method that is not there.</summary>
public sealed class TermTests
{
    // What not to write, and what to write. Titles of what others wrote keep their spelling: link texts to elsewhere are not looked at.
    private static readonly (string Wrong, string Right)[] Terms =
    [
        (@"\bsoft[- ]max\b", "softmax"),
        (@"(?-i:(?<!\.NET[^\n]{0,40})\bSoftMax\b(?![^\n]{0,40}\.NET))", "softmax; SoftMax is .NET's own spelling"),
        (@"\blog[- ]?soft-max\b|\blogsoftmax\b|\blog softmax\b", "log-softmax"),
        (@"\blog ?sum ?exp\b", "log-sum-exp"),
        (@"\bcross entropy\b|\bcrossentropy\b", "cross-entropy"),
        (@"\bback[- ]propagat", "backpropagation, backpropagate"),
        (@"(?-i:(?<![\w-])jacobian)", "Jacobian"),
        (@"(?-i:\bhessian)", "Hessian"),
        (@"\bjacobian[- ]vector product \(VJP\)|\bvector jacobian\b", "vector-Jacobian product"),
        (@"\bone hot\b|\bonehot\b", "one-hot"),
        (@"\bmini batch\b", "batch"),
        (@"(?-i:\bNan\b|\bnan\b)", "NaN"),
        (@"(?-i:\bRelu\b|\bRELU\b|\brelu\b)", "ReLU"),
        (@"(?-i:\bnumpy\b(?!:)|\bNumpy\b|\bPytorch\b|\bTensorflow\b|\bMathnet\b|\bJax\b|\bMnist\b)", "NumPy, PyTorch, TensorFlow, MathNet, JAX, MNIST"),
        (@"\bkullback leibler\b", "Kullback-Leibler"),
        (@"雅克比|雅各比|雅可比行列式", "雅可比矩阵"),
        (@"交叉商|交叉墒|交差熵|互熵", "交叉熵"),
        (@"反向传递|后向传播|逆传播", "反向传播"),
        (@"链锁法则|连锁法则|链式规则", "链式法则"),
        (@"梯度检查|梯度校验", "梯度检验"),
        (@"向量雅可比积|矢量", "向量–雅可比积，向量"),
        (@"溢位|向下溢出|向上溢出", "溢出、上溢、下溢"),
        (@"学习速率|学习步率", "学习率"),
        (@"单热|独热码|一位有效", "独热"),
        (@"机率|或然率", "概率"),
        (@"归一化指数函数", "softmax"),
    ];

    public static TheoryData<string> Pages => [.. PublishedPage.All.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Terms_are_spelled_one_way(string page)
    {
        string[] slips = [.. PublishedPage.Named(page).Parts.SelectMany(part => Slips(part.Markdown).Select(slip => $"{part.Place}: {slip}"))];
        Assert.True(slips.Length == 0, string.Join('\n', slips));
    }

    [Theory]
    [InlineData("the soft-max of it", "\"soft-max\" instead of softmax")]
    [InlineData("our SoftMax", "\"SoftMax\"")]
    [InlineData("a cross entropy loss", "\"cross entropy\" instead of cross-entropy")]
    [InlineData("**Back-propagation**", "\"Back-propagat\"")]
    [InlineData("its jacobian", "\"jacobian\" instead of Jacobian")]
    [InlineData("a numpy array, *numpy: a title*", "\"numpy\" instead of NumPy")]
    [InlineData("雅克比矩阵", "\"雅克比\"")]
    [InlineData("the SoftMax that .NET ships, .NET's SoftMax, Softmax first", null)]
    [InlineData("`soft-max` and $\\text{cross entropy}$, <a title='jacobian'>x</a>", null)]
    [InlineData("[Softmax / cross entropy](https://example.org/cross-entropy) by others, [ours](02-the-jacobian.ipynb)", null)]
    public void A_misspelled_term_is_found_in_the_words_and_only_there(string markdown, string? slip)
    {
        string[] slips = [.. Slips(markdown)];
        if (slip is null)
            Assert.Empty(slips);
        else
            Assert.Contains(slip, Assert.Single(slips), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Code_in_the_text_names_what_the_library_or_the_page_has(string name)
    {
        PublishedPage page = PublishedPage.Named(name);
        HashSet<string> known = [.. page.Notebook is { } notebook ? notebook.CodeCells.SelectMany(cell => PublicNames.Identifiers(cell.Source)) : []];
        string[] unknown = [.. from part in page.Parts
                               from code in MarkdownText.CodeSpans(part.Markdown)
                               from missing in PublicNames.OfThePackage.Unknown(code, known)
                               select $"{part.Place}: `{code}`: there is no {missing}"];
        Assert.True(unknown.Length == 0, string.Join('\n', unknown));
    }

    [Theory]
    [InlineData("CrossEntropy.Loss(z, t)", null)]
    [InlineData("SoftmaxDerivatives.Vjp(p, g)", null)]
    [InlineData("z.LogSoftmax()", null)]
    [InlineData("GradientCheckOptions { ProjectionCount = 3 }", null)]
    [InlineData("TensorPrimitives.SoftMax(x, y); tf.train.GradientDescentOptimizer(1); Own.Thing; DigitTraining.cs", null)]
    [InlineData("CrossEntropyLike", null)]
    [InlineData("CrossEntropy.Los(z)", "CrossEntropy.Los")]
    [InlineData("SoftmaxDerivatives.Vpj", "SoftmaxDerivatives.Vpj")]
    [InlineData("GradientChecker", "GradientChecker")]
    [InlineData("z.SoftmaxRow()", "z.SoftmaxRow")]
    public void A_name_that_nobody_has_is_found(string code, string? missing) =>
        Assert.Equal(missing is null ? [] : [missing], PublicNames.OfThePackage.Unknown(code, new HashSet<string> { "CrossEntropyLike" }));

    private static IEnumerable<string> Slips(string markdown)
    {
        string prose = MarkdownText.OwnProse(markdown);
        return from term in Terms
               from Match match in Regex.Matches(prose, term.Wrong, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)
               select $"\"{match.Value}\" instead of {term.Right}, in: {prose[Math.Max(0, match.Index - 30)..Math.Min(prose.Length, match.Index + 30)].ReplaceLineEndings(" ")}";
    }
}
