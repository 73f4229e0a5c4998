using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>The npm registry that the user has chosen, where npm itself would look: npm need not be installed.</summary>
internal static partial class NpmRegistry
{
    public const string Default = "https://registry.npmjs.org/";

    /// <summary>The environment variable npm_config_registry, else the line "registry=" in the user's .npmrc, else npm's own.</summary>
    /// <param name="environmentVariable">Reads an environment variable.</param>
    /// <param name="home">The user's folder.</param>
    /// <exception cref="NpmException">What is set there is no http address.</exception>
    public static Uri Find(Func<string, string?> environmentVariable, string home)
    {
        string? chosen = Setting("registry") ?? FromFile(Setting("userconfig") ?? Path.Combine(home, ".npmrc"), environmentVariable);
        string address = chosen ?? Default;
        if (!Uri.TryCreate(address.EndsWith('/') ? address : address + "/", UriKind.Absolute, out Uri? registry) || registry.Scheme is not ("http" or "https"))
            throw new NpmException($"The npm registry is set to '{address}', which is no http or https address.");
        return registry;

        // npm reads them in either case.
        string? Setting(string name) => NotEmpty(environmentVariable($"npm_config_{name}")) ?? NotEmpty(environmentVariable($"NPM_CONFIG_{name.ToUpperInvariant()}"));
    }

    private static string? FromFile(string path, Func<string, string?> environmentVariable)
    {
        try
        {
            Match? line = File.ReadLines(path).Select(text => RegistryLine().Match(text)).LastOrDefault(match => match.Success);
            return line is null ? null : Variable().Replace(line.Groups["address"].Value, variable => environmentVariable(variable.Groups["name"].Value) ?? variable.Value);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Most users have no such file.
            return null;
        }
    }

    private static string? NotEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    [GeneratedRegex(@"^\s*registry\s*=\s*[""']?(?<address>[^\s""']+)[""']?\s*$")]
    private static partial Regex RegistryLine();

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}")]
    private static partial Regex Variable();
}
