using System.Text.RegularExpressions;
using SoftmaxNotebooks.Host.Cli;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Packing;

/// <summary>Somebody who has the packages and not the repository does what their readmes say.</summary>
[Collection(nameof(PackedOnce))]
public sealed partial class StrangerTests(PackedPackages packages)
{
    // A project that has nothing but what the readme gives.
    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <InvariantGlobalization>true</InvariantGlobalization>
          </PropertyGroup>
          {0}
        </Project>
        """;

    [Fact]
    public async Task The_program_in_the_readme_of_Numerics_prints_what_the_readme_says()
    {
        string readme = Readme(PackedPackages.Numerics);
        Assert.Contains($"dotnet add package {PackedPackages.Numerics}\n", readme, StringComparison.Ordinal);
        string reference = $"<ItemGroup><PackageReference Include=\"{PackedPackages.Numerics}\" Version=\"{PackedPackages.Version}\" /></ItemGroup>";
        string printed = await RunProgramAsync("numerics", reference, Block(readme, "csharp"));
        Assert.Equal(Block(readme[readme.IndexOf("It prints", StringComparison.Ordinal)..], ""), printed);
    }

    [Fact]
    public async Task The_program_in_the_readme_of_Interactive_shows_a_Jacobian_as_text_and_as_HTML()
    {
        string readme = Readme(PackedPackages.Interactive);
        string printed = await RunProgramAsync("interactive", Block(readme, "xml"), Block(readme, "csharp"));
        // p₁(1 − p₁) for p = softmax(0.5, 2, 1) is 0.233479597156, from mpmath at 50 digits.
        Assert.Contains("0.233480", printed, StringComparison.Ordinal);
        string html = File.ReadAllText(packages["interactive/jacobian.html"]);
        Assert.Contains("<table", html, StringComparison.Ordinal);
        Assert.Contains(">0.233480</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tool_installs_explains_itself_and_runs_a_notebook_that_loads_the_package()
    {
        Assert.Contains($"dotnet tool install --global {PackedPackages.Host}\n", Readme(PackedPackages.Host), StringComparison.Ordinal);
        string folder = Path.GetDirectoryName(packages["tool/x"])!;
        HostProcess.Result installed = await packages.DotnetAsync(folder, "tool", "install", PackedPackages.Host, "--tool-path", "bin");
        Assert.True(installed.ExitCode == 0, installed.Output + installed.Error);
        string program = Path.Combine(folder, "bin", OperatingSystem.IsWindows() ? "softmax-notebooks.exe" : "softmax-notebooks");

        HostProcess.Result help = await packages.RunAsync(folder, program, "--help");
        Assert.Equal(("", ExitCodes.Success), (help.Error, help.ExitCode));
        foreach (Match verb in Verb().Matches(Readme(PackedPackages.Host)))
            Assert.Matches($@"\n +{verb.Groups[1].Value}\b", help.Output.ReplaceLineEndings("\n"));

        packages.Write("tool/n.ipynb", NotebookJson.Of(
            "#r \"nuget: SoftmaxNotebooks.Interactive\"",
            "using SoftmaxNotebooks.Numerics;\nSoftmaxDerivatives.Jacobian(MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(new[] { 0.5, 0.5 }))"));
        foreach (string name in new[] { "katex.min.js", "katex.min.css", "fonts/a.woff2" })
            packages.Write($"tool/katex/{name}", name);
        HostProcess.Result run = await packages.RunAsync(folder, program, "run", "n.ipynb", "--output", "executed", "--html", "--site", "site", "--katex", "katex");
        Assert.True(run.ExitCode == ExitCodes.Success, run.Output + run.Error);
        string executed = File.ReadAllText(packages["tool/executed/n.ipynb"]);
        Assert.Contains($"{PackedPackages.Interactive}, {PackedPackages.Version}", executed, StringComparison.Ordinal);
        string shown = Assert.Single(NotebookJson.Outputs(executed, 1));
        // In the words of the package's formatter, so its extension.dib was run.
        Assert.Contains("Jacobian, 2 × 2: rows are outputs, columns are inputs", shown, StringComparison.Ordinal);
        Assert.Contains("text/html: ", shown, StringComparison.Ordinal);
        Assert.Contains("<table", File.ReadAllText(packages["tool/site/n.html"]), StringComparison.Ordinal);
    }

    private async Task<string> RunProgramAsync(string folder, string references, string program)
    {
        packages.Write($"{folder}/{folder}.csproj", Project.Replace("{0}", references, StringComparison.Ordinal));
        packages.Write($"{folder}/Program.cs", program);
        string directory = Path.GetDirectoryName(packages[$"{folder}/x"])!;
        HostProcess.Result built = await packages.DotnetAsync(directory, "build", "--nologo", "--disable-build-servers", "--output", "out");
        Assert.True(built.ExitCode == 0, built.Output + built.Error);
        HostProcess.Result run = await packages.DotnetAsync(directory, Path.Combine("out", folder + ".dll"));
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        return run.Output.ReplaceLineEndings("\n");
    }

    private string Readme(string id)
    {
        using var package = packages.Open(id);
        using StreamReader reader = new(package.GetEntry("README.md")!.Open());
        return reader.ReadToEnd();
    }

    // What stands in the first fenced block of a language.
    private static string Block(string markdown, string language)
    {
        Match block = Regex.Match(markdown, $@"^```{language}\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(block.Success, $"The readme has no block of {language}.");
        return block.Groups[1].Value;
    }

    [GeneratedRegex(@"^softmax-notebooks (\w+)", RegexOptions.Multiline)]
    private static partial Regex Verb();
}
