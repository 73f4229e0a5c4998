using SoftmaxNotebooks.Host.Packages;
using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Support;
using SoftmaxNotebooks.Host.Workers;

namespace SoftmaxNotebooks.Host.Tests.Packages;

/// <summary>What <c>#r "nuget: ..."</c> brings, from a feed that the tests make themselves.</summary>
[Collection(nameof(AloneInProcess))]
public sealed class PackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PackageFeed _feed;

    public PackageTests() => _feed = new PackageFeed(_folder);

    public void Dispose()
    {
        _feed.Dispose();
        _folder.Dispose();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<(CellOutcome Outcome, RecordingSink Shown)[]> RunAsync(params string[] cells)
    {
        await using WorkerProcess session = await WorkerProcess.StartAsync(_folder.Path, TimeSpan.FromMinutes(2), Token);
        List<(CellOutcome, RecordingSink)> results = [];
        foreach (string cell in cells)
        {
            RecordingSink sink = new();
            results.Add((await session.ExecuteAsync(new CellSubmission(results.Count + 1, cell), sink, Token), sink));
        }

        return [.. results];
    }

    [Fact]
    public async Task A_package_is_loaded_with_what_it_needs_and_its_extension_runs_after_the_cell()
    {
        _feed.Add("Inner", "1.0.0", "public static int Base() => 40;");
        _feed.Add("Outer", "2.5.0", "public static int Two() => 2;", "<dependency id=\"Inner\" version=\"1.0.0\" />",
            extensionDib: "#!markdown\nhello\n#!csharp\nvar fromExtension = Outer.Two();");
        var results = await RunAsync("#r \"nuget: Outer\"\ndisplay(\"cell\");\nInner.Base() + Outer.Two()", "fromExtension");
        Assert.Equal("42", results[0].Shown.Result);
        Assert.Equal("2", results[1].Shown.Result);
        string[] texts = [.. results[0].Shown.Outputs.Select(output => output switch
        {
            DisplayOutput display => display.Data.GetValueOrDefault("text/plain") ?? display.Data["text/markdown"],
            DisplayUpdate update => update.Data["text/plain"],
            ResultOutput result => result.Data["text/plain"],
            _ => output.ToString(),
        })];
        Assert.Equal(["Installing Packages: Outer", "Installed Packages: Outer, 2.5.0", "cell", "42", "Loading extension script of Outer", "hello"], texts);
    }

    [Fact]
    public async Task An_unknown_package_is_named_and_the_session_goes_on()
    {
        _feed.Add("Known", "1.0.0", "public static int One() => 1;");
        var results = await RunAsync("#r \"nuget: Un.Known, 3.0.0\"", "#r \"nuget: Known\"\nKnown.One()", "1 + 1");
        Assert.Equal(CellOutcome.PackageMissing, results[0].Outcome);
        Assert.Contains("Could not restore Un.Known, 3.0.0.", results[0].Shown.Error.Message, StringComparison.Ordinal);
        Assert.Contains("NU1101", results[0].Shown.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath() + "softmax-notebooks-restore", results[0].Shown.Error.Message, StringComparison.Ordinal);
        Assert.Equal("1", results[1].Shown.Result);
        Assert.Equal("2", results[2].Shown.Result);
    }

    [Theory]
    [InlineData("Un.Known, 1.0.0", "NU1101")]
    [InlineData("Known, 7.0.0", "NU1102")]
    [InlineData("Needy, 1.0.0", "NU1101")]
    public async Task What_no_source_has_is_missing(string package, string code)
    {
        _feed.Add("Known", "1.0.0");
        _feed.Add("Needy", "1.0.0", dependencies: "<dependency id=\"Un.Known\" version=\"1.0.0\" />");
        PackageRestoreException exception = await RefusedAsync(package);
        Assert.True(exception.IsMissing, exception.Message);
        Assert.Contains($"\n{code}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("test feed", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_source_everything_is_missing()
    {
        _folder.Write("nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
        Assert.True((await RefusedAsync("Known, 1.0.0")).IsMissing);
    }

    [Fact]
    public async Task A_source_that_does_not_answer_has_nothing_and_its_password_is_not_repeated()
    {
        // Nobody listens on port 1.
        PackageRestoreException exception = await RefusedAsync("Known, 1.0.0", "https://somebody:password@127.0.0.1:1/v3/index.json?token=secret");
        Assert.True(exception.IsMissing, exception.Message);
        Assert.Matches(@"\nNU1301: .*https://127\.0\.0\.1:1/v3/index\.json", exception.Message);
        Assert.DoesNotContain("somebody", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_and_damaged_is_not_missing()
    {
        _folder.Write("feed/Broken.1.0.0.nupkg", "no archive");
        Assert.False((await RefusedAsync("Broken, 1.0.0")).IsMissing);
    }

    [Fact]
    public async Task What_is_there_and_asks_for_two_versions_of_another_is_not_missing()
    {
        _feed.Add("Shared", "1.0.0");
        _feed.Add("Shared", "2.0.0");
        _feed.Add("Needs2", "1.0.0", dependencies: "<dependency id=\"Shared\" version=\"[2.0.0]\" />");
        PackageRestoreException exception = await Assert.ThrowsAsync<PackageRestoreException>(() => PackageRestorer.RestoreAsync(
            [new PackageRequest("Shared", "[1.0.0]"), new PackageRequest("Needs2", "*")], [], _folder.Path, Token));
        Assert.False(exception.IsMissing, exception.Message);
    }

    [Fact]
    public async Task A_folder_of_packages_that_is_not_there_is_a_mistake_and_nothing_missing()
    {
        PackageRestoreException exception = await RefusedAsync("Known, 1.0.0", _folder["nowhere"]);
        Assert.False(exception.IsMissing, exception.Message);
    }

    private async Task<PackageRestoreException> RefusedAsync(string package, params string[] sources)
    {
        string[] idAndVersion = package.Split(", ");
        return await Assert.ThrowsAsync<PackageRestoreException>(
            () => PackageRestorer.RestoreAsync([new PackageRequest(idAndVersion[0], idAndVersion[1])], sources, _folder.Path, Token));
    }

    [Fact]
    public async Task A_second_version_of_a_loaded_package_is_refused_in_words()
    {
        _feed.Add("Twice", "1.0.0", "public static int V() => 1;");
        _feed.Add("Twice", "2.0.0", "public static int V() => 2;");
        var results = await RunAsync("#r \"nuget: Twice, 1.0.0\"\nTwice.V()", "#r \"nuget: Twice, 2.0.0\"", "#r \"nuget: Twice\"\nTwice.V()");
        Assert.Equal("1", results[0].Shown.Result);
        Assert.Equal(CellOutcome.PackageFailed, results[1].Outcome);
        Assert.Equal("Twice version 2.0.0 cannot be added because version 1.0.0 was added previously.", results[1].Shown.Error.Message);
        Assert.Equal("1", results[2].Shown.Result);
    }

    [Fact]
    public async Task A_package_that_needs_another_version_of_a_loaded_one_is_refused()
    {
        _feed.Add("Shared", "1.0.0");
        _feed.Add("Shared", "2.0.0");
        _feed.Add("Needs2", "1.0.0", dependencies: "<dependency id=\"Shared\" version=\"2.0.0\" />");
        var results = await RunAsync("#r \"nuget: Shared, 1.0.0\"", "#r \"nuget: Needs2\"");
        Assert.Equal(CellOutcome.Succeeded, results[0].Outcome);
        Assert.Equal(CellOutcome.PackageFailed, results[1].Outcome);
        Assert.Contains("Shared", results[1].Shown.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extension_is_loaded_also_when_the_cell_that_brought_it_fails()
    {
        _feed.Add("Helpful", "1.0.0", extensionDib: "#!csharp\nvar fromExtension = 1;");
        var results = await RunAsync("#r \"nuget: Helpful\"\nmisspelled", "fromExtension");
        Assert.Equal(CellOutcome.Failed, results[0].Outcome);
        Assert.Equal("1", results[1].Shown.Result);
    }

    [Fact]
    public async Task Versions_that_mean_the_same_are_the_same()
    {
        _feed.Add("Same", "5.0.0", "public static int V() => 5;");
        var results = await RunAsync("#r \"nuget: same\"\n#r \"nuget: Same, 5.0\"\nSame.V()", "#r \"nuget: SAME, 5.0.0\"\nSame.V()");
        Assert.Equal("5", results[0].Shown.Result);
        Assert.Equal("5", results[1].Shown.Result);
    }

    [Fact]
    public async Task A_folder_whose_name_means_something_to_MSBuild_is_a_folder()
    {
        using TemporaryFolder odd = new();
        string folder = Path.GetDirectoryName(odd["100%41b $(X) @(Y)/x"])!;
        _feed.Add("Plain", "1.0.0");
        File.Copy(_folder["nuget.config"], Path.Combine(folder, "nuget.config"));
        Directory.Move(_folder["feed"], Path.Combine(folder, "feed"));
        PackageClosure closure = await PackageRestorer.RestoreAsync([new PackageRequest("Plain", "*")], [], folder, Token);
        Assert.Equal("Plain", closure.Packages.Single().Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"Packages\":[")]
    public async Task A_damaged_cache_is_no_cache(string content)
    {
        _feed.Add("Cached", "1.0.0");
        for (int round = 0; round < 2; round++)
        {
            PackageClosure added = await new NotebookPackages(_folder.Path).AddAsync([new PackageRequest("Cached", "*")], [], () => { }, Token);
            Assert.Equal("1.0.0", added.Packages.Single().Version);
            File.WriteAllText(Assert.Single(Directory.GetFiles(_folder["cache/packages"], "*.json")), content);
        }
    }

    [Fact]
    public async Task A_source_can_be_named_in_a_cell()
    {
        _feed.Add("Elsewhere", "1.0.0", "public static int One() => 1;", folder: "other");
        var results = await RunAsync("#i \"nuget: ./other\"\n#r \"nuget: Elsewhere\"\nElsewhere.One()");
        Assert.Equal("1", results[0].Shown.Result);
    }

    [Fact]
    public async Task What_was_restored_once_is_not_restored_again_until_the_feed_has_something_new()
    {
        _feed.Add("Cached", "1.0.0");
        Assert.Equal((1, "1.0.0"), await AddAsync());
        Assert.Equal((0, "1.0.0"), await AddAsync());
        _feed.Add("Cached", "1.1.0");
        Assert.Equal((1, "1.1.0"), await AddAsync());
        Directory.Delete(_folder["unpacked"], recursive: true);
        Assert.Equal((1, "1.1.0"), await AddAsync());

        async Task<(int Restores, string Version)> AddAsync()
        {
            int restores = 0;
            NotebookPackages packages = new(_folder.Path);
            PackageClosure added = await packages.AddAsync([new PackageRequest("Cached", "*")], [], () => restores++, Token);
            return (restores, added.Packages.Single().Version);
        }
    }

    [Fact]
    public async Task A_restore_can_be_cancelled()
    {
        _feed.Add("Slow", "1.0.0");
        using CancellationTokenSource cancel = new();
        Task<PackageClosure> restore = PackageRestorer.RestoreAsync([new PackageRequest("Slow", "*")], [], _folder.Path, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => restore);
    }

    [Fact]
    public async Task A_damaged_nuget_config_is_explained()
    {
        _folder.Write("nuget.config", "<configuration><packageSources>");
        PackageRestoreException exception = await Assert.ThrowsAsync<PackageRestoreException>(
            () => PackageRestorer.RestoreAsync([new PackageRequest("Any", "*")], [], _folder.Path, Token));
        Assert.Contains("nuget.config", exception.Message, StringComparison.OrdinalIgnoreCase);
    }
}
