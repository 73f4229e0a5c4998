namespace SoftmaxNotebooks.Host.Packages;

/// <summary>Packages could not be restored; the message names them and says what the restore said.</summary>
internal sealed class PackageRestoreException(string message) : Exception(message);
