namespace SoftmaxNotebooks.Interactive.Tests;

/// <summary>The folder that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SoftmaxNotebooks.sln"))) folder = folder.Parent;
        return folder!.FullName;
    }
}
