namespace SoftmaxNotebooks.Host.Notebooks;

/// <summary>Why a notebook is not run, in one line.</summary>
internal static class NotebookSkip
{
    /// <summary>What the package sources said, without the head of the message: that names everything which was asked for, also what is there.</summary>
    public static string Reason(string packageError) => string.Join("; ", packageError.Split('\n').Skip(1).Select(line => line.Trim()));
}
