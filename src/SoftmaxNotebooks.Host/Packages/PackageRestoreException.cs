namespace SoftmaxNotebooks.Host.Packages;

/// <summary>Packages could not be restored; the message names them and says what the restore said.</summary>
/// <param name="message">First what was asked for, then a line for each reason.</param>
/// <param name="isMissing">No source has them, or none can be reached; false where they are there and something is wrong with them.</param>
internal sealed class PackageRestoreException(string message, bool isMissing = false) : Exception(message)
{
    public bool IsMissing => isMissing;
}
