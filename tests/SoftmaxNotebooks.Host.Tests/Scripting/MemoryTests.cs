using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Scripting;

/// <summary>A notebook is a long session: what a cell leaves behind must be little, and not more with every cell.</summary>
[Collection(nameof(AloneInProcess))]
public sealed class MemoryTests
{
    private const int CellsAtATime = 80;

    // Measured over 1,000 cells: about 60 KB a cell, what the compiler keeps of each. With the references given anew with each cell the
    // heap was 60 MB after 100 cells, 440 MB after 300 and 1.8 GB after 600.
    private const long MostPerCell = 250 * 1024;

    [Fact]
    public async Task What_a_cell_leaves_behind_is_little_and_does_not_grow_with_the_number_of_cells()
    {
        await using CSharpSession session = new(".");
        RecordingSink shown = new();
        await RunAsync(session, "var c = 0;", shown);
        int expected = 0;
        long before = await HeapAfterAsync(10);
        long first = await HeapAfterAsync(CellsAtATime);
        long second = await HeapAfterAsync(CellsAtATime);
        // No lower bound: the heap may shrink meanwhile, by what the tests before this one left to be finalized.
        Assert.InRange((first - before) / CellsAtATime, long.MinValue, MostPerCell);
        Assert.InRange((second - first) / CellsAtATime, long.MinValue, MostPerCell);

        async Task<long> HeapAfterAsync(int cells)
        {
            for (int i = 0; i < cells; i++)
            {
                RecordingSink result = new();
                await RunAsync(session, $"var v{expected} = 1; c += v{expected}; c", result);
                Assert.Equal($"{++expected}", result.Result);
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }

    private static Task<CellOutcome> RunAsync(CSharpSession session, string code, RecordingSink sink) =>
        session.ExecuteAsync(new CellSubmission(1, code), sink, TestContext.Current.CancellationToken);
}
