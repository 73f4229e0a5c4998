namespace SoftmaxNotebooks.Host.Jupyter.Zmtp;

/// <summary>A peer does not speak ZMTP 3, or not in sizes that a notebook needs. It costs the peer its connection and nothing else.</summary>
internal sealed class ZmtpException(string message) : Exception(message);
