namespace SoftmaxNotebooks.Host.Tests.Support;

/// <summary>For tests of what a process has only one of, its memory, its environment and its interrupt: no other test runs at the same time.</summary>
[CollectionDefinition(nameof(AloneInProcess), DisableParallelization = true)]
public sealed class AloneInProcess;
