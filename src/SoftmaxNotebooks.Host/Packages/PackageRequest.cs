namespace SoftmaxNotebooks.Host.Packages;

/// <summary>A package that a notebook asks for with <c>#r "nuget: Id, Version"</c>.</summary>
/// <param name="Id">The package id; ids differ by more than case.</param>
/// <param name="Version">A version, a range or a floating version, as NuGet writes them.</param>
internal sealed record PackageRequest(string Id, string Version)
{
    /// <summary>The newest stable version: what no version means to .NET Interactive.</summary>
    public const string AnyVersion = "*";
}
