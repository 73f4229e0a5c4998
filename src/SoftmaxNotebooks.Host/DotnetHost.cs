using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Host;

/// <summary>Where the <c>dotnet</c> command is: the one that runs this process, not whichever the PATH names first.</summary>
internal static class DotnetHost
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // <root>/shared/Microsoft.NETCore.App/<version>/ is where the runtime lies below the root that has the command.
        DirectoryInfo? root = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory()).Parent?.Parent?.Parent;
        string path = root is null ? "" : System.IO.Path.Combine(root.FullName, name);
        return File.Exists(path) ? path : name;
    }
}
