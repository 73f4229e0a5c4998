namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>What a running cell has around it.</summary>
/// <param name="Output">Where it shows things.</param>
/// <param name="Input">Whom it can ask.</param>
/// <param name="Interrupt">Cancelled when it should stop.</param>
internal sealed record CellContext(CellChannel Output, IInputSource Input, CancellationToken Interrupt);

/// <summary>The input of a cell that runs without a person.</summary>
internal sealed class NobodyThere : IInputSource
{
    public static NobodyThere Instance { get; } = new();

    public Task<string> ReadLineAsync(string prompt, bool isPassword, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The cell asks for input, and nobody is there to give it: notebooks run here from the first cell to the last without a person.");
}
