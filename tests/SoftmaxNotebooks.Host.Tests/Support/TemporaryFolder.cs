namespace SoftmaxNotebooks.Host.Tests.Support;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("softmax-notebooks-tests-").FullName;

    /// <summary>The path of a file in the folder; missing folders on the way are made.</summary>
    public string this[string relativePath]
    {
        get
        {
            string path = System.IO.Path.Combine(Path, relativePath);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            return path;
        }
    }

    public string Write(string relativePath, string content)
    {
        string path = this[relativePath];
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
