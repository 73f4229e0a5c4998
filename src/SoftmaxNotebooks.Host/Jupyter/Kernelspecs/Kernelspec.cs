using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Host.Jupyter.Kernelspecs;

/// <summary>A folder that tells Jupyter of a kernel: kernel.json, which has the command line that starts it, and a logo.</summary>
internal static partial class Kernelspec
{
    /// <summary>The name that C# notebooks ask for, since .NET Interactive; papermill takes its C# from it too.</summary>
    public const string DefaultName = ".net-csharp";

    /// <summary>The file that makes a folder a kernelspec.</summary>
    public const string FileName = "kernel.json";

    // Under this key the metadata says that the kernelspec is this program's.
    private const string Mark = "softmax-notebooks";

    /// <summary>Whether Jupyter accepts the name; it is a folder's name too.</summary>
    public static bool IsName(string name) => Name().IsMatch(name) && name is not ("." or "..");

    /// <summary>The command line that starts this program as a kernel, with nothing that depends on a PATH.</summary>
    public static IReadOnlyList<string> OwnCommandLine()
    {
        string program = Environment.ProcessPath ?? DotnetHost.Path;
        bool isDotnet = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string[] start = isDotnet ? [program, "exec", typeof(Kernelspec).Assembly.Location] : [program];
        return [.. start, KernelProcess.Verb, "{connection_file}"];
    }

    /// <summary>What kernel.json says.</summary>
    public static JsonObject Of(IReadOnlyList<string> commandLine) => new()
    {
        ["argv"] = new JsonArray([.. commandLine.Select(argument => JsonValue.Create(argument))]),
        ["display_name"] = ".NET (C#)",
        ["language"] = "C#",
        // A signal does not reach a kernel on Windows, and tells less than a message everywhere.
        ["interrupt_mode"] = "message",
        // The program finds its runtime without a PATH: a notebook server's has often no dotnet.
        ["env"] = Path.GetDirectoryName(DotnetHost.Path) is { Length: > 0 } root ? new JsonObject { ["DOTNET_ROOT"] = root } : [],
        ["metadata"] = new JsonObject
        {
            [Mark] = new JsonObject { ["version"] = typeof(Kernelspec).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion },
        },
    };

    /// <summary>Writes a kernelspec's files into a folder.</summary>
    public static void Write(string folder, IReadOnlyList<string> commandLine)
    {
        Directory.CreateDirectory(folder);
        Assembly assembly = typeof(Kernelspec).Assembly;
        foreach (string logo in assembly.GetManifestResourceNames().Where(name => name.StartsWith("logo-", StringComparison.Ordinal)))
        {
            using Stream content = assembly.GetManifestResourceStream(logo)!;
            using FileStream file = File.Create(Path.Combine(folder, logo));
            content.CopyTo(file);
        }

        File.WriteAllText(Path.Combine(folder, FileName), Of(commandLine).ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    /// <summary>What a folder's kernel.json says; null if there is none, or none that can be read.</summary>
    public static JsonObject? Read(string folder)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(folder, FileName))) as JsonObject;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether this program has written the kernelspec.</summary>
    public static bool IsOwn(string folder) => Read(folder)?["metadata"] is JsonObject metadata && metadata.ContainsKey(Mark);

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,100}$")]
    private static partial Regex Name();
}
