using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using SoftmaxNotebooks.Host.Pages;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Pages;

/// <summary>What comes from a registry is used only if it is whole and what it should be. The registry is one in memory.</summary>
public sealed class KatexFilesTests : IDisposable
{
    private static readonly Uri Registry = new("https://registry.example/npm/");

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _archive = Archive("katex.min.js", "katex.min.css", "fonts/KaTeX_Main-Regular.woff2", "fonts/KaTeX_Main-Regular.ttf", "katex.js");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_verified_package_gives_the_files_that_pages_need_and_is_asked_for_once()
    {
        AnsweringHandler registry = new(_ => new ByteArrayContent(_archive));
        IReadOnlyDictionary<string, byte[]> files = await FindAsync(registry, Integrity(_archive));
        Assert.Equal(
            ["assets/katex/LICENSE", "assets/katex/fonts/KaTeX_Main-Regular.woff2", "assets/katex/katex.min.css", "assets/katex/katex.min.js"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("katex.min.js", System.Text.Encoding.UTF8.GetString(files[KatexFiles.Script]));
        Assert.Equal("https://registry.example/npm/katex/-/katex-1.2.3.tgz", Assert.Single(registry.Asked));

        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), (await FindAsync(registry, Integrity(_archive))).Keys.Order(StringComparer.Ordinal));
        Assert.Single(registry.Asked);
    }

    [Fact]
    public async Task A_package_with_another_hash_is_refused_and_leaves_nothing()
    {
        AnsweringHandler registry = new(_ => new ByteArrayContent(Archive("katex.min.js", "katex.min.css", "fonts/a.woff2", "evil.js")));
        NpmException refused = await Assert.ThrowsAsync<NpmException>(() => FindAsync(registry, Integrity(_archive)));
        Assert.Contains("is not katex 1.2.3: its hash is sha512-", refused.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_download_that_breaks_off_leaves_nothing()
    {
        AnsweringHandler registry = new(_ => new StreamContent(new BreakingStream(_archive.AsSpan(0, _archive.Length / 2).ToArray())));
        NpmException broken = await Assert.ThrowsAsync<NpmException>(() => FindAsync(registry, Integrity(_archive)));
        Assert.Contains("katex-1.2.3.tgz could not be downloaded: the connection was lost", broken.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_download_that_ends_too_early_leaves_nothing()
    {
        AnsweringHandler registry = new(_ => new ByteArrayContent(_archive[..(_archive.Length / 2)]));
        await Assert.ThrowsAsync<NpmException>(() => FindAsync(registry, Integrity(_archive)));
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_registry_that_does_not_have_it_is_named()
    {
        AnsweringHandler registry = new(_ => null);
        Assert.Contains("404", (await Assert.ThrowsAsync<NpmException>(() => FindAsync(registry, Integrity(_archive)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_without_what_pages_need_is_refused()
    {
        byte[] other = Archive("katex.js");
        AnsweringHandler registry = new(_ => new ByteArrayContent(other));
        Assert.Contains("has no katex.min.js", (await Assert.ThrowsAsync<NpmException>(() => FindAsync(registry, Integrity(other)))).Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_damaged_cache_is_replaced()
    {
        _folder.Write("cache/katex-1.2.3/katex.min.js", "half");
        AnsweringHandler registry = new(_ => new ByteArrayContent(_archive));
        await FindAsync(registry, Integrity(_archive));
        Assert.Equal("katex.min.js", await File.ReadAllTextAsync(_folder["cache/katex-1.2.3/katex.min.js"], TestContext.Current.CancellationToken));
        Assert.True(File.Exists(_folder["cache/katex-1.2.3/katex.min.css"]));
    }

    [Fact]
    public void A_folder_that_is_named_must_have_KaTeX_in_it()
    {
        Assert.Throws<NpmException>(() => KatexFiles.ReadFolder(_folder.Path));
        foreach (string name in new[] { "dist/katex.min.js", "dist/katex.min.css", "dist/fonts/a.woff2", "LICENSE" })
            _folder.Write(name, name);
        Assert.Equal(
            ["assets/katex/LICENSE", "assets/katex/fonts/a.woff2", "assets/katex/katex.min.css", "assets/katex/katex.min.js"],
            KatexFiles.ReadFolder(Path.Combine(_folder.Path, "dist")).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, null, "https://registry.npmjs.org/")]
    [InlineData("npm_config_registry=https://a.example/npm", "registry=https://b.example", "https://a.example/npm/")]
    [InlineData("NPM_CONFIG_REGISTRY=http://a.example/", null, "http://a.example/")]
    [InlineData(null, "; registry=https://c.example\n@scope:registry=https://d.example\nregistry = \"https://b.example/x/\"\nfund=false", "https://b.example/x/")]
    [InlineData("HOST=e.example", "registry=https://${HOST}/", "https://e.example/")]
    public void The_registry_is_the_one_that_npm_would_ask(string? variable, string? npmrc, string address)
    {
        if (npmrc is not null)
            _folder.Write(".npmrc", npmrc);
        string[]? parts = variable?.Split('=', 2);
        Assert.Equal(address, NpmRegistry.Find(name => parts is not null && name == parts[0] ? parts[1] : null, _folder.Path).AbsoluteUri);
    }

    [Fact]
    public void A_registry_that_is_no_address_is_refused_with_its_value() => Assert.Contains(
        "'ftp://x/'", Assert.Throws<NpmException>(() => NpmRegistry.Find(name => name == "npm_config_registry" ? "ftp://x/" : null, _folder.Path)).Message, StringComparison.Ordinal);

    private async Task<IReadOnlyDictionary<string, byte[]>> FindAsync(HttpMessageHandler registry, string integrity)
    {
        using HttpClient client = new(registry, disposeHandler: false);
        return await KatexFiles.FindAsync(new NpmPackage("katex", "1.2.3", integrity), Path.Combine(_folder.Path, "cache"), () => Registry, client, TestContext.Current.CancellationToken);
    }

    private void AssertNothingLeft() => Assert.False(Directory.Exists(Path.Combine(_folder.Path, "cache")));

    private static string Integrity(byte[] archive) => $"sha512-{Convert.ToBase64String(SHA512.HashData(archive))}";

    private static byte[] Archive(params string[] distribution)
    {
        using MemoryStream archive = new();
        using (GZipStream packed = new(archive, CompressionLevel.Fastest))
        using (TarWriter writer = new(packed))
        {
            foreach (string name in distribution.Select(name => $"package/dist/{name}").Append("package/LICENSE").Append("package/../outside.min.js"))
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(name))) });
        }

        return archive.ToArray();
    }

    private sealed class AnsweringHandler(Func<HttpRequestMessage, HttpContent?> answer) : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsoluteUri);
            HttpContent? content = answer(request);
            return Task.FromResult(new HttpResponseMessage(content is null ? HttpStatusCode.NotFound : HttpStatusCode.OK) { Content = content });
        }
    }

    private sealed class BreakingStream(byte[] start) : MemoryStream(start)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("the connection was lost");
    }
}
