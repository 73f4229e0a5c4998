using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Scripting;

/// <summary>What a cell may write and what it then shows. Expected values are those of C# and of .NET Interactive.</summary>
public sealed class SessionTests(SessionFixture session) : IClassFixture<SessionFixture>
{
    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("int.Parse(\"2\");", null)]
    [InlineData("var unused = 3;", null)]
    [InlineData("Console.Write(\"\")", null)]
    [InlineData("string nothing = null;\nnothing", "<null>")]
    [InlineData("return 5;", "5")]
    [InlineData("await Task.FromResult(\"awaited\")", "awaited")]
    [InlineData("1.5", "1.5")]
    [InlineData("", null)]
    [InlineData("// only a comment", null)]
    [InlineData("#pragma warning disable", null)]
    [InlineData("using System.IO.Pipes;", null)]
    [InlineData("#r \"System.Xml.dll\"\ntypeof(System.Xml.XmlNode).Name", "XmlNode")]
    [InlineData("#r \"System.Xml\"\ntypeof(System.Xml.XmlReader).Name", "XmlReader")]
    public async Task A_cell_shows_the_value_of_its_last_expression(string code, string? expected)
    {
        var (outcome, shown, _) = await session.RunAsync(code);
        Assert.Equal(CellOutcome.Succeeded, outcome);
        Assert.Equal(expected, shown.Result);
    }

    [Fact]
    public async Task Variables_usings_types_and_methods_are_there_for_later_cells_and_can_be_defined_again()
    {
        await session.RunAsync("using System.Globalization;\nvar kept = 20;\nclass Box { public int Value = 1; }\nint Twice(int x) => 2 * x;");
        Assert.Equal("41", (await session.RunAsync("(Twice(kept) + new Box().Value).ToString(CultureInfo.InvariantCulture)")).Shown.Result);
        await session.RunAsync("using System.Numerics;");
        Assert.Equal("(0, 1)", (await session.RunAsync("var i = Complex.ImaginaryOne;\n$\"({i.Real}, {i.Imaginary})\"")).Shown.Result);
        await session.RunAsync("string kept = \"now a string\";\nclass Box { public int Value = 2; }");
        Assert.Equal("now a string 2", (await session.RunAsync("$\"{kept} {new Box().Value}\"")).Shown.Result);
    }

    [Fact]
    public async Task What_a_cell_defined_before_it_threw_is_kept()
    {
        var (outcome, shown, _) = await session.RunAsync("var survivor = 7;\nthrow new InvalidOperationException(\"on purpose\");");
        Assert.Equal(CellOutcome.Failed, outcome);
        Assert.Equal(("InvalidOperationException", "on purpose"), (shown.Error.Name, shown.Error.Message));
        Assert.Equal("7", (await session.RunAsync("survivor")).Shown.Result);
    }

    [Fact]
    public async Task A_compile_error_names_line_column_and_source_line_of_the_cell_even_below_directives()
    {
        var (outcome, shown, name) = await session.RunAsync("#!time\n\nvar fine = 1;\nvar broken = fine + missing;");
        Assert.Equal(CellOutcome.Failed, outcome);
        Assert.Equal("CompilationError", shown.Error.Name);
        Assert.Equal("(4,21): error CS0103: The name 'missing' does not exist in the current context", shown.Error.Message);
        Assert.Equal(
            [
                $"{name} (4,21): error CS0103: The name 'missing' does not exist in the current context",
                "    var broken = fine + missing;",
                "                        ^~~~~~~",
            ],
            shown.Error.Traceback);
    }

    [Fact]
    public async Task A_compile_error_shows_no_name_that_the_compiler_made_up()
    {
        await session.RunAsync("class Versioned { }\nvar old = new Versioned();");
        var (_, shown, _) = await session.RunAsync("class Versioned { }\nVersioned fresh = old;");
        Assert.Contains("Versioned", shown.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Submission#", shown.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ℛ", shown.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stack_trace_speaks_of_cells_and_their_lines_only()
    {
        var (_, _, inner) = await session.RunAsync("async Task<int> DivideAsync(int by)\n{\n    await Task.Yield();\n    return 1 / by;\n}");
        var (_, shown, outer) = await session.RunAsync("\nFunc<Task<int>> start = () => DivideAsync(0);\nawait start()");
        Assert.Equal("DivideByZeroException", shown.Error.Name);
        Assert.Equal(
            [
                "System.DivideByZeroException: Attempted to divide by zero.",
                $"   at DivideAsync() in {inner}, line 4",
                $"   at {outer}, line 3",
            ],
            shown.Error.Traceback);
    }

    [Fact]
    public async Task An_inner_exception_is_shown_with_its_own_trace()
    {
        var (_, shown, name) = await session.RunAsync("try { int.Parse(\"x\"); }\ncatch (FormatException inner) { throw new ArgumentException(\"outer\", inner); }");
        Assert.Contains("System.ArgumentException: outer", shown.Error.Traceback);
        Assert.Contains(shown.Error.Traceback, line => line.StartsWith("---> System.FormatException", StringComparison.Ordinal));
        Assert.Equal(2, shown.Error.Traceback.Count(line => line.Contains($"at {name}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_value_whose_formatter_throws_fails_its_cell_and_no_more()
    {
        var (outcome, shown, _) = await session.RunAsync(
            "class Rude { }\nMicrosoft.DotNet.Interactive.Formatting.Formatter.Register<Rude>(x => throw new NotSupportedException(\"will not\"), \"text/html\");\nnew Rude()");
        Assert.Equal(CellOutcome.Failed, outcome);
        Assert.Equal("will not", shown.Error.Message);
        Assert.Equal("1", (await session.RunAsync("1")).Shown.Result);
    }

    [Fact]
    public async Task Cells_are_compiled_with_optimisation()
    {
        // Roslyn's default is Debug, in which the JIT does not optimise: every timing in a tutorial would be meaningless.
        var (_, shown, _) = await session.RunAsync(
            "class Here { }\n((System.Diagnostics.DebuggableAttribute)Attribute.GetCustomAttribute(typeof(Here).Assembly, typeof(System.Diagnostics.DebuggableAttribute)))?.IsJITOptimizerDisabled ?? false");
        Assert.Equal("False", shown.Result);
    }

    [Fact]
    public async Task Figures_do_not_depend_on_the_language_of_the_machine()
    {
        var (_, shown, _) = await session.RunAsync("Console.Write(1234.5); await Task.Run(() => Console.Write($\" {0.25}\"));");
        Assert.Equal("1234.5 0.25", shown.Text());
    }

    [Fact]
    public async Task The_current_folder_is_the_notebook_s()
    {
        session.Folder.Write("data.txt", "found");
        Assert.Equal("found", (await session.RunAsync("System.IO.File.ReadAllText(\"data.txt\")")).Shown.Result);
    }

    [Fact]
    public async Task The_command_line_s_library_is_out_of_a_notebook_s_sight()
    {
        // What the process can see wins over what a notebook restores: each assembly here is one that a notebook cannot choose.
        var (_, shown, _) = await session.RunAsync("Type.GetType(\"System.CommandLine.RootCommand, System.CommandLine\") is null");
        Assert.Equal("True", shown.Result);
    }

    [Fact]
    public async Task Asking_for_input_says_that_nobody_is_there()
    {
        foreach (string code in new[] { "Console.ReadLine()", "await GetInputAsync(\"name?\")", "await GetPasswordAsync()" })
            Assert.Contains("nobody is there to give it", (await session.RunAsync(code)).Shown.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assembly_is_referenced_by_its_path()
    {
        string library = typeof(FactAttribute).Assembly.Location;
        string name = Path.GetFileName(library);
        File.Copy(library, session.Folder[$"lib/{name}"], overwrite: true);
        // FactAttribute implements an interface of another assembly, which lies beside it and is not named.
        string neighbour = typeof(Xunit.v3.IFactAttribute).Assembly.Location;
        File.Copy(neighbour, session.Folder[$"lib/{Path.GetFileName(neighbour)}"], overwrite: true);
        var (outcome, shown, _) = await session.RunAsync($"#r \"lib/{name}\"\nSystem.Reflection.Assembly.Load(\"{Path.GetFileNameWithoutExtension(name)}\").GetType(\"Xunit.FactAttribute\").GetInterfaces().Length > 0");
        Assert.Equal(CellOutcome.Succeeded, outcome);
        Assert.Equal("True", shown.Result);
    }

    [Fact]
    public async Task An_exception_whose_message_throws_is_reported_all_the_same()
    {
        var (outcome, shown, _) = await session.RunAsync("class Nasty : Exception { public override string Message => throw new NotSupportedException(); }\nthrow new Nasty();");
        Assert.Equal(CellOutcome.Failed, outcome);
        Assert.Equal(("Nasty", "(its Message threw NotSupportedException)"), (shown.Error.Name, shown.Error.Message));
    }

    [Fact]
    public async Task What_the_host_did_not_foresee_fails_the_cell_and_keeps_the_session()
    {
        await session.RunAsync("var precious = 5;");
        var (outcome, shown, _) = await session.RunAsync("#!import a\0b.csx");
        Assert.Equal(CellOutcome.Failed, outcome);
        Assert.Equal("HostError", shown.Error.Name);
        Assert.Equal("5", (await session.RunAsync("precious")).Shown.Result);
    }

    [Fact]
    public async Task A_missing_assembly_is_named()
    {
        var (outcome, shown, _) = await session.RunAsync("1 +\n#r \"no/such.dll\"\n1");
        Assert.Equal(CellOutcome.Failed, outcome);
        Assert.StartsWith("(2,1): #r \"no/such.dll\": no file is there", shown.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scripting_file_is_loaded_in_Roslyn_s_own_way()
    {
        session.Folder.Write("loaded.csx", "int FromLoadedFile = 11;");
        Assert.Equal("11", (await session.RunAsync("#load \"loaded.csx\"\nFromLoadedFile")).Shown.Result);
    }
}
