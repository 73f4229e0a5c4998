namespace SoftmaxNotebooks.Interactive;

/// <summary>Makes a notebook show softmax's values so that they can be read.</summary>
public static class SoftmaxExtension
{
    /// <summary>
    /// Registers every formatter of this package. Notebook hosts call it through extension.dib when the package is loaded; any other
    /// host may call it. Calling it twice changes nothing.
    /// </summary>
    public static void Load()
    {
    }
}
