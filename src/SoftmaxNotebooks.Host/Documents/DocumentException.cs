namespace SoftmaxNotebooks.Host.Documents;

/// <summary>A file is not the notebook or script that it should be; the message says what was expected.</summary>
internal sealed class DocumentException(string message, Exception? inner = null) : Exception(message, inner);
