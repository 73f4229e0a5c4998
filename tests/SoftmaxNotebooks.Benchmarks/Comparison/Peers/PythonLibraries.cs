using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Peers;

/// <summary>The libraries that Python has, each at every setting that might be its best.</summary>
internal sealed class PythonLibraries(IReadOnlyList<string> pythons)
{
    public const string Torch = "PyTorch";
    public const string SciPy = "SciPy";
    public const string OpenBlas = "OpenBLAS";

    private string? _coreType;
    private bool _isCoreTypeKnown;

    /// <summary>Where Python is, unless told.</summary>
    public static IReadOnlyList<string> DefaultPythons { get; } = OperatingSystem.IsWindows() ? ["python"] : ["python3", "/usr/bin/python3"];

    /// <summary>Why a library does not take part.</summary>
    public Dictionary<string, string> Absences { get; } = [];

    /// <summary>PyTorch with one thread and with all: which is better depends on the work.</summary>
    public IEnumerable<PythonLibrary> StartTorch() => StartAll(Torch, "torch", ThreadCounts(), CoreType());

    /// <summary>SciPy computes in one thread.</summary>
    public IEnumerable<PythonLibrary> StartSciPy() => StartAll(SciPy, "scipy", [1], coreType: null);

    /// <summary>The products of NumPy, if they are those of OpenBLAS.</summary>
    public IEnumerable<PythonLibrary> StartOpenBlas()
    {
        foreach (PythonLibrary library in StartAll(OpenBlas, "numpy", ThreadCounts(), CoreType()))
        {
            if (library.OpenBlas is not null)
            {
                yield return library;
                continue;
            }

            Absences[OpenBlas] = "NumPy is there, but with another BLAS";
            library.Dispose();
        }
    }

    private static int[] ThreadCounts() => Environment.ProcessorCount == 1 ? [1] : [1, Environment.ProcessorCount];

    private IEnumerable<PythonLibrary> StartAll(string peer, string library, int[] threadCounts, string? coreType)
    {
        foreach (int threadCount in threadCounts)
        {
            if (Start(library, threadCount, coreType, out string reason) is { } process)
                yield return new PythonLibrary(peer, process, threadCount, coreType);
            else Absences[peer] = reason;
        }
    }

    /// <summary>In the first Python that has the library.</summary>
    private PythonProcess? Start(string library, int threadCount, string? coreType, out string reason)
    {
        List<string> reasons = [];
        foreach (string python in pythons)
        {
            try
            {
                reason = "";
                return PythonProcess.Start(python, library, threadCount, coreType);
            }
            catch (ContenderException exception)
            {
                reasons.Add(exception.Message);
            }
        }

        reason = string.Join("; ", reasons.Distinct());
        return null;
    }

    /// <summary>The kernels of OpenBLAS that are fastest here; null for those that it chooses. Some virtual processors mislead it.</summary>
    private string? CoreType()
    {
        if (!_isCoreTypeKnown && RuntimeInformation.ProcessArchitecture == Architecture.X64) _coreType = FastestCoreType();
        _isCoreTypeKnown = true;
        return _coreType;
    }

    private string? FastestCoreType()
    {
        // Kernels with instructions that the processor lacks would end the process.
        string?[] candidates = [null, .. Avx2.IsSupported ? (string[])["ZEN", "HASWELL"] : [], .. Avx512F.IsSupported ? (string[])["SKYLAKEX"] : []];
        List<PythonLibrary> libraries = [];
        try
        {
            foreach (string? coreType in candidates)
            {
                if (Start("numpy", 1, coreType, out _) is not { } process) return null;
                libraries.Add(new PythonLibrary(OpenBlas, process, 1, coreType));
            }

            if (libraries[0].OpenBlas is null) return null;
            var work = new Work(Operation.MatrixMultiply, Precision.Float, 512, 512) { Group = Works.Gemm, Inner = 512, ThreadCount = 1 };
            IReadOnlyList<Array> inputs = Inputs.For(work);
            var rounds = new Rounds(RoundOptions.Thorough);
            Timing[] timings = rounds.Measure(
                [.. libraries.Select(library => rounds.WarmUp(library, library.Prepare(work, inputs)!))], CancellationToken.None);
            return candidates[Array.IndexOf(timings, timings.MinBy(timing => timing.Best))];
        }
        finally
        {
            libraries.ForEach(library => library.Dispose());
        }
    }
}
