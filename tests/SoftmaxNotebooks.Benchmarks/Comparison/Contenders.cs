using SoftmaxNotebooks.Benchmarks.Comparison.Peers;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>Everybody who takes part, and why others do not.</summary>
internal sealed class Contenders : IDisposable
{
    private readonly List<Contender> _all = [];

    private Contenders(PythonLibraries python) => Absences = python.Absences;

    public IReadOnlyList<Contender> All => _all;

    /// <summary>By the name of the peer.</summary>
    public IReadOnlyDictionary<string, string> Absences { get; }

    /// <summary>Ours first, then the machine, then the peers that have something to do in these groups.</summary>
    public static Contenders Start(IReadOnlyCollection<string> groups, IReadOnlyList<string> pythons)
    {
        var python = new PythonLibraries(pythons);
        var contenders = new Contenders(python);
        try
        {
            contenders.Add(groups, python);
            return contenders;
        }
        catch
        {
            contenders.Dispose();
            throw;
        }
    }

    /// <summary>Who takes part, and in which version.</summary>
    public IReadOnlyDictionary<string, string> Versions()
    {
        Dictionary<string, string> versions = [];
        foreach (Contender contender in _all.Where(contender => contender.Peer != Contender.Machine))
            versions[contender.Peer] = contender.Version;
        return versions;
    }

    public void Dispose() => _all.ForEach(contender => contender.Dispose());

    private void Add(IReadOnlyCollection<string> groups, PythonLibraries python)
    {
        int processors = Environment.ProcessorCount;
        _all.Add(OwnLibrary.Create());
        if (processors > 1) _all.Add(OwnLibrary.CreateParallel(processors));
        _all.Add(OwnMatrixMultiply.Create(1));
        if (processors > 1) _all.Add(OwnMatrixMultiply.Create(processors));
        _all.AddRange(Machine.All());
        _all.Add(TensorLibrary.Create());
        _all.Add(new MathNetLibrary(1));
        if (processors > 1) _all.Add(new MathNetLibrary(processors));
        if (groups.Contains(Works.Softmax)) Append(python.StartSciPy());
        if (groups.Contains(Works.Gemm)) Append(python.StartOpenBlas());
        if (groups.Any(group => group != Works.Gemm)) Append(python.StartTorch());
    }

    /// <summary>One by one: where a later one fails, the earlier are ended all the same.</summary>
    private void Append(IEnumerable<Contender> contenders)
    {
        foreach (Contender contender in contenders) _all.Add(contender);
    }
}
