using System.Globalization;
using System.Text;
using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Scripting;

/// <summary>
/// Code with checks for an interrupt does what it does without them: each program runs both ways, and its value, or what it throws and on
/// which line, must be the same. The expected values are those of the program as it is written.
/// </summary>
[Collection(nameof(AloneInProcess))]
public sealed class InterruptionCheckTests
{
    public static TheoryData<string, string> Programs { get; } = new()
    {
        { "single statements as bodies", "int n = 0; for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) if (i != j) n += i; else n += 10;\nwhile (n < 50) n++; do n += 2; while (n < 60);\nforeach (var c in \"abc\") n += c;\nn" },
        { "empty bodies", "int n = 0; while (n++ < 5) ; for (; n < 9; n++) { } do ; while (n++ < 20);\nn" },
        { "a dangling else", "string s = \"\"; bool a = true, b = false; if (a) while (s.Length < 2) if (b) s += \"b\"; else s += \"e\"; else s = \"never\";\ns" },
        { "break and continue", "int n = 0; for (int i = 0; ; i++) { if (i % 2 == 0) continue; if (i > 10) break; n += i; }\nn" },
        { "deconstruction in foreach", "int n = 0; foreach (var (a, b) in new[] { (1, 2), (3, 4) }) n += a * b;\nforeach ((int a, _) in new[] { (1, 2) }) { n += a; }\nn" },
        { "labels, also two in a row and before a declaration", "string F() { int i = 0; again: next: int step = 2; i += step; if (i < 7) goto again; if (i == 8) goto next; done: return i.ToString(); }\nF()" },
        { "a label at the top of the cell", "int n = 0;\nagain: n++;\nif (n < 5) goto again;\nn" },
        { "goto case and goto default", "int F(int x) { int n = 0; switch (x) { case 1: n++; goto case 2; case 2: case 3: if (n < 5) goto case 1; goto default; default: return 100 + n; } }\nF(1) + 1000 * F(3)" },
        { "a switch inside a loop whose case breaks", "int n = 0; for (int i = 0; i < 4; i++) switch (i) { case 1: n += 10; break; case 2: goto case 1; default: n++; break; }\nn" },
        { "iterators", "IEnumerable<int> F() { for (int i = 0; i < 5; i++) { if (i == 3) yield break; yield return i; } }\nIEnumerable<int> G() { yield return 1; while (true) foreach (var x in F()) yield return x; }\nstring.Join(\",\", G().Take(7))" },
        { "an iterator starts when it is first asked", "string log = \"\"; IEnumerable<int> F() { log += \"started\"; yield return 1; }\nvar f = F(); log += \"before \"; f.First(); log" },
        { "await foreach and async iterators", "async IAsyncEnumerable<int> F() { for (int i = 0; i < 3; i++) { await Task.Yield(); yield return i; } }\nint n = 0; await foreach (var x in F()) n += x;\nn" },
        { "async lambdas and local functions", "int n = 0; Func<Task<int>> f = async () => { while (n < 5) { await Task.Yield(); n++; } return n; };\nasync Task G() { do { await Task.Delay(1); n++; } while (n < 8); }\nawait f(); await G(); n" },
        { "static lambdas, local functions and anonymous methods", "Func<int, int> f = static x => { int n = 0; while (x-- > 0) n += x; return n; };\nFunc<int, int> g = delegate (int x) { return x + 1; };\nint H(int y) { static int I(int z) { for (; z < 10; z++) ; return z; } return I(y); }\nf(5) + g(1) + H(3)" },
        { "lambdas without a block stay", "Func<int, int> f = null; f = n => n < 2 ? n : f(n - 1) + f(n - 2);\nSystem.Linq.Expressions.Expression<Func<int, int>> e = x => x + 1;\n$\"{f(10)} {e.Body}\"" },
        { "recursion in an expression body", "int Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);\nvoid Down(int n) => _ = n > 0 ? Lower(n) : 0; int Lower(int n) { Down(n - 1); return 0; }\nDown(3); Fib(12)" },
        { "recursion in expression bodies that return nothing", "int n = 0; void F(int k) => G(() => { if (k > 0) F(k - 1); n++; }); void G(Action a) => a();\nasync Task T(int k) => await (k > 0 ? T(k - 1) : Task.Delay(1)); async ValueTask V(int k) => await (k > 0 ? V(k - 1).AsTask() : T(2));\nasync Task<int> W(int k) => k > 0 ? 1 + await W(k - 1) : 0;\nF(4); await T(3); await V(3); n + await W(3)" },
        { "recursion by reference and by throwing", "int[] a = [1, 2, 3]; ref int At(int i) => ref (i < 2 ? ref At(i + 1) : ref a[i]); int Never(int i) => throw new InvalidOperationException(nameof(Never));\nAt(0) = 7; try { Never(1); } catch (InvalidOperationException e) { a[0] = e.Message.Length; }\na[0] + a[2]" },
        { "members of types, also generic and static ones", "class Node<T> { public Node<T> Next; public int Depth => Next is null ? 1 : 1 + Next.Depth; public int Count(int n) => Next is null ? n : Next.Count(n + 1);\n  public static int operator +(Node<T> a, Node<T> b) { int n = 0; foreach (var x in new[] { a, b }) n += x.Depth; return n; }\n  public int this[int i] { get { while (i < 3) i++; return i; } } public Node() { for (int i = 0; i < 2; i++) ; } }\nvar l = new Node<int> { Next = new() }; l.Depth + l.Count(0) * 10 + (l + l) * 100 + l[1] * 1000" },
        { "structs, ref structs, interfaces, records", "ref struct R { public Span<int> S; public int Sum() { int n = 0; foreach (ref int x in S) n += x++; return n; } }\nreadonly struct Q { public int F() { int i = 0; while (i < 3) i++; return i; } }\ninterface I { int F() { int n = 0; do n++; while (n < 4); return n; } } record C(int X) : I;\nint G() { Span<int> s = stackalloc int[] { 1, 2, 3 }; var r = new R { S = s }; return r.Sum() + r.Sum(); }\nG() + new Q().F() + ((I)new C(1)).F()" },
        { "unsafe code and pointers", "unsafe int F() { int[] a = { 1, 2, 3 }; int n = 0; fixed (int* p = a) for (int* q = p; q < p + 3; q++) n += *q; unsafe { while (n < 10) n++; } return n; }\nF()" },
        { "try, catch, finally, lock, using, checked", "int n = 0; while (n < 3) try { n++; if (n == 2) throw new Exception(); } catch { n += 10; } finally { n += 100; }\nfor (int i = 0; i < 2; i++) lock (typeof(int)) n++;\nfor (int i = 0; i < 2; i++) using (var s = new System.IO.StringWriter()) n += s.ToString().Length;\nwhile (n < 300) checked { n += 50; }\nn" },
        { "out variables and patterns in conditions and single bodies", "int n = 0; string[] w = [\"1\", \"x\", \"3\"]; foreach (var s in w) if (int.TryParse(s, out var v)) n += v; else n += s is { Length: var k } ? k : 0;\nfor (object o = 1; o is int i && i < 5; o = i + 1) n += i;\nn" },
        { "directives", "#nullable enable\n#pragma warning disable CS0219\nint n = 0;\nwhile (n < 3)\n#if NEVER\n    n += 100;\n#else\n    n++;\n#endif\n#region r\nfor (int i = 0; i < 2; i++) { // a comment {\n#if !NEVER\n  n += i; }\n#endif\n#endregion\nn" },
        { "an exception on its line", "void F()\n{\n  for (int i = 0; i < 3; i++) { if (i == 2)\n    throw new FormatException(\"at \" + i); }\n}\n\nF();" },
        { "an exception on its line in a single statement", "int[] a = [1];\nfor (int i = 0; ; i++)\n  a[i]++;" },
        { "an exception in an expression body", "int F(int n) =>\n  n == 0\n    ? throw new FormatException(\"zero\")\n    : F(n - 1);\nF(2)" },
        { "lines that are said to be others", "void F()\n{\n#line 100\n  while (true) throw new FormatException();\n#line default\n}\nF();" },
        { "line numbers that code asks for", "int Line([System.Runtime.CompilerServices.CallerLineNumber] int n = 0) { return n; }\nint n = 0;\nfor (int i = 0; i < 2; i++) n +=\n  Line();\nn" },
        { "loops inside interpolated and raw strings", "int n = 3; $\"{((Func<int>)(() => { int k = 0; while (k < n) k++; return k; }))(),5:0.0} \" + $$\"\"\"{ while (true) {{n}} }\"\"\"" },
        { "strings and comments that look like code", "string s = \"while (true) { }\"; /* for (;;) { } */ // goto again\nwhile (s.Length < 20) s += @\"{ goto x; }\";\ns" },
        { "names that hide the checks'", "class SoftmaxNotebooks { } class CellInterruption { public static bool Requested = true; }\nint Host = 1, Scripting = 2, n = 0; while (n < 3) n += Host;\nn + Scripting" },
        { "a query, and a lambda with a block in it", "string.Join(\",\", from x in Enumerable.Range(0, 5) let y = Enumerable.Range(0, x).Select(z => { return z * 2; }).Sum() where y > 1 select y)" },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Code_with_checks_does_what_it_does_without(string what, string code)
    {
        string? withChecks = InterruptionChecks.Insert(ScriptCompiler.Parse(code, "Cell"));
        Assert.NotNull(withChecks);
        Assert.Equal(what == "lambdas without a block stay", code == withChecks);
        Assert.Equal(await RunAsync(code), await RunAsync(withChecks));
    }

    [Fact]
    public async Task Generated_nests_of_loops_do_with_checks_what_they_do_without()
    {
        Random random = new(20261122);
        for (int program = 0; program < 12; program++)
        {
            string code = new LoopGenerator(random).Program(functions: 8);
            string withChecks = InterruptionChecks.Insert(ScriptCompiler.Parse(code, "Cell"))!;
            string expected = await RunAsync(code);
            Assert.StartsWith("Int64 ", expected, StringComparison.Ordinal);
            Assert.True(expected == await RunAsync(withChecks), code);
        }
    }

    [Theory]
    [InlineData("while (true { }")]
    [InlineData("for (;;")]
    public void Code_that_does_not_parse_gets_no_checks(string code) =>
        Assert.Null(InterruptionChecks.Insert(ScriptCompiler.Parse(code, "Cell")));

    private static async Task<string> RunAsync(string code)
    {
        ScriptCompiler compiler = new(new ScriptReferences(), Environment.CurrentDirectory);
        (Submission? submission, bool hasValue, var errors) = compiler.Compile(ScriptCompiler.Parse(code, "Cell"), TestContext.Current.CancellationToken);
        Assert.True(submission is not null, $"{code}\n{string.Join('\n', errors)}");
        try
        {
            object? value = await submission(new object?[2]);
            return hasValue ? $"{value?.GetType().Name} {value}" : "nothing";
        }
        catch (Exception exception)
        {
            return string.Join('\n', ExceptionReport.Describe(exception).Traceback);
        }
    }

    /// <summary>Writes functions of nested loops that all come to an end: each loop counts, and fuel runs out.</summary>
    private sealed class LoopGenerator(Random random)
    {
        private readonly StringBuilder _code = new();
        private int _names;

        public string Program(int functions)
        {
            _code.Append("long total = 1; int fuel = 0;\nlong Mix(long x) { return unchecked(x * 31 + 7); }\n");
            for (int i = 0; i < functions; i++)
            {
                _code.Append(CultureInfo.InvariantCulture, $"long F{i}(long x)\n{{\n");
                Statements(depth: 3);
                _code.Append("return x;\n}\n");
            }

            for (int i = 0; i < functions; i++)
                _code.Append(CultureInfo.InvariantCulture, $"fuel = 2000; total = F{i}(total);\n");
            return _code.Append("total").ToString();
        }

        private void Statements(int depth)
        {
            for (int i = random.Next(1, 4); i > 0; i--)
                Statement(depth);
        }

        // As the body of something: with braces or without. Declarations and labels need them.
        private void Body(int depth)
        {
            bool single = random.Next(2) == 0;
            _code.Append(single ? "" : "{ ");
            if (single)
                Loop(depth);
            else
                Statements(depth);
            _code.Append(single ? "" : "}");
            _code.Append(random.Next(3) == 0 ? "\n" : " ");
        }

        private void Statement(int depth)
        {
            string name = $"v{_names++}";
            switch (depth == 0 ? 0 : random.Next(8))
            {
                case 0:
                    Loop(0);
                    break;
                case 1:
                    _code.Append(CultureInfo.InvariantCulture, $"Func<long, long> {name} = y => {{ if (fuel-- > 0) ");
                    Body(depth - 1);
                    _code.Append(CultureInfo.InvariantCulture, $"return y + 1; }}; x += {name}(x);\n");
                    break;
                case 2:
                    _code.Append(CultureInfo.InvariantCulture, $"long {name}(long y) {{ ");
                    Statements(depth - 1);
                    _code.Append(CultureInfo.InvariantCulture, $"return y ^ x; }} x += {name}(3);\n");
                    break;
                case 3:
                    _code.Append(CultureInfo.InvariantCulture, $"{name}: x++; if (fuel-- > 0 && x % 5 != 0) {{ ");
                    Loop(depth - 1);
                    _code.Append(CultureInfo.InvariantCulture, $"goto {name}; }}\n");
                    break;
                default:
                    Loop(depth);
                    break;
            }
        }

        private void Loop(int depth)
        {
            string name = $"i{_names++}";
            int turns = random.Next(1, 5);
            switch (depth <= 0 ? 0 : random.Next(1, 8))
            {
                case 0:
                    _code.Append(CultureInfo.InvariantCulture, $"x = Mix(x + {random.Next(100)});");
                    break;
                case 1:
                    _code.Append(CultureInfo.InvariantCulture, $"for (int {name} = 0; {name} < {turns} && fuel-- > 0; {name}++) ");
                    Body(depth - 1);
                    break;
                case 2:
                    _code.Append(CultureInfo.InvariantCulture, $"while (fuel-- > 0 && (x = Mix(x)) % {turns + 1} != 0) ");
                    Body(depth - 1);
                    break;
                case 3:
                    _code.Append("do ");
                    Body(depth - 1);
                    _code.Append(CultureInfo.InvariantCulture, $"while (fuel-- > 0 && x++ % {turns + 1} != 0);");
                    break;
                case 4:
                    _code.Append(CultureInfo.InvariantCulture, $"foreach (var {name} in new[] {{ 1, 2, {turns} }}) ");
                    Body(depth - 1);
                    break;
                case 5:
                    _code.Append("if (x % 2 == 0) ");
                    Body(depth - 1);
                    _code.Append("else ");
                    Body(depth - 1);
                    break;
                case 6:
                    _code.Append("switch (x % 3) { case 0: ");
                    Loop(depth - 1);
                    _code.Append("if (fuel-- > 0) goto case 1; break; case 1: x++; if (fuel-- > 0 && x % 4 != 0) goto case 0; goto default; default: x--; break; }");
                    break;
                default:
                    _code.Append(CultureInfo.InvariantCulture, $"try {{ if (x % 7 == 0) throw new Exception(); ");
                    Loop(depth - 1);
                    _code.Append("} catch { x += 3; } finally { ");
                    Loop(depth - 1);
                    _code.Append('}');
                    break;
            }
        }
    }
}
