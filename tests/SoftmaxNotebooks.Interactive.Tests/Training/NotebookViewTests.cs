using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SoftmaxNotebooks.Interactive.Training;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Tests.Training;

/// <summary>How the notebook host is found, with hosts that are compiled for it under the names and with the methods of the real ones.</summary>
public class NotebookViewTests
{
    private const string Display = """
        namespace System
        {
            public static class DisplayExtensions
            {
                public static readonly Threading.AsyncLocal<string> Cell = new();
                public static readonly Collections.Generic.List<(string Cell, string What, object Value)> Calls = new();
                public static Shown Display(this object value, params string[] mimeTypes)
                {
                    Calls.Add((Cell.Value, "display", value));
                    return new Shown();
                }
            }

            public class Shown
            {
                public void Update(object value) => DisplayExtensions.Calls.Add((DisplayExtensions.Cell.Value, "update", value));
            }
        }
        """;

    [Theory]
    [InlineData("softmax-notebooks")]
    [InlineData("Microsoft.DotNet.Interactive")]
    public void A_host_displays_once_and_updates_what_it_displays(string host)
    {
        Assembly assembly = Compile(host, Display);
        NotebookView view = Assert.Single(NotebookView.In([typeof(string).Assembly, assembly]));
        view.Show(TrainingSamples.Running);
        view.Show(TrainingSamples.Running with { Batch = 6 });

        Assert.Equal(["display", "update"], CallsOf(assembly).Select(call => call.What));
        Assert.Equal([TrainingSamples.Running, TrainingSamples.Running with { Batch = 6 }], CallsOf(assembly).Select(call => call.Value).Cast<TrainingProgress>());
    }

    [Fact]
    public void What_another_thread_reports_is_shown_in_the_cell_that_made_the_display()
    {
        Assembly assembly = Compile("softmax-notebooks", Display);
        var cell = (AsyncLocal<string>)Field(assembly, "Cell");
        cell.Value = "cell 1";
        NotebookView view = NotebookView.In([assembly]).Single();
        cell.Value = "cell 2";
        var stranger = new Thread(() => view.Show(TrainingSamples.Running));
        stranger.UnsafeStart();
        stranger.Join();

        Assert.Equal("cell 1", CallsOf(assembly).Single().Cell);
    }

    [Fact]
    public void Of_two_hosts_this_repositorys_own_comes_first_and_the_formatting_package_last()
    {
        Assembly formatting = Compile("Microsoft.DotNet.Interactive.Formatting", Display);
        Assembly interactive = Compile("Microsoft.DotNet.Interactive", Display);
        Assembly own = Compile("softmax-notebooks", Display);
        NotebookView[] views = [.. NotebookView.In([formatting, interactive, own])];
        foreach (NotebookView view in views) view.Show(default);

        Assert.Equal(3, views.Length);
        views[0].Show(default);
        views[1].Show(default);
        views[1].Show(default);
        Assert.Equal((2, 3, 1), (CallsOf(own).Count, CallsOf(interactive).Count, CallsOf(formatting).Count));
    }

    // There, Display without a host writes to the console, and Update again.
    [Fact]
    public void The_formatting_package_alone_is_no_notebook()
        => Assert.Empty(NotebookView.In([Compile("Microsoft.DotNet.Interactive.Formatting", Display)]));

    [Fact]
    public void An_assembly_of_another_name_is_no_notebook()
        => Assert.Empty(NotebookView.In([Compile("Microsoft.DotNet.InteractiveNot", Display), Compile("Somebody.Else", Display)]));

    [Theory]
    [InlineData("")]
    [InlineData("namespace System { public static class DisplayExtensions { } }")]
    [InlineData("namespace System { public static class DisplayExtensions { public static void Display(object value, params string[] types) { } } }")]
    [InlineData("namespace System { public static class DisplayExtensions { public static string Display(object value, params string[] types) => \"\"; } }")]
    [InlineData("namespace System { public class DisplayExtensions { public DisplayExtensions Display(object value, params string[] types) => this; public void Update(object value) { } } }")]
    public void A_host_that_cannot_update_is_left_out(string source) => Assert.Empty(NotebookView.In([Compile("softmax-notebooks", source)]));

    [Fact]
    public void A_host_that_displays_nothing_that_can_be_updated_says_so_to_its_caller()
    {
        Assembly assembly = Compile("softmax-notebooks", Display.Replace("return new Shown();", "return null;", StringComparison.Ordinal));

        Assert.Throws<NotSupportedException>(() => NotebookView.In([assembly]).Single().Show(default));
    }

    private static List<(string Cell, string What, object Value)> CallsOf(Assembly assembly)
        => (List<(string Cell, string What, object Value)>)Field(assembly, "Calls");

    private static object Field(Assembly assembly, string name) => assembly.GetType("System.DisplayExtensions")!.GetField(name)!.GetValue(null)!;

    private static Assembly Compile(string name, string source)
    {
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        CSharpCompilation compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        Assert.True(compilation.Emit(stream).Success);
        stream.Position = 0;
        // A context of its own: two hosts of one name are two hosts, and the other tests never see either.
        return new System.Runtime.Loader.AssemblyLoadContext(name).LoadFromStream(stream);
    }
}
