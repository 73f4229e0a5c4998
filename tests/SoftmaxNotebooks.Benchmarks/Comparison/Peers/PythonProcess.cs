using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Peers;

/// <summary>A Python that runs peer.py for one library at one setting, as long as it is needed.</summary>
internal sealed class PythonProcess : IDisposable
{
    /// <summary>For ending by itself, once its input is closed. Who is in the middle of a long repetition is killed then.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Stream _answers;
    private readonly StringBuilder _errors = new();

    private PythonProcess(Process process)
    {
        _process = process;
        _answers = new BufferedStream(process.StandardOutput.BaseStream);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    /// <summary>What the library is: version, and that of Python and of OpenBLAS.</summary>
    public JsonObject Facts { get; private set; } = [];

    /// <summary>Starts it; the script goes in as an argument, so no file of it is left anywhere.</summary>
    /// <exception cref="ContenderException">There is no such Python, or it lacks the library.</exception>
    public static PythonProcess Start(string python, string library, int threadCount, string? coreType)
    {
        var start = new ProcessStartInfo(python, ["-c", Script(), library, $"{threadCount}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["OMP_NUM_THREADS"] = $"{threadCount}",
                ["OPENBLAS_NUM_THREADS"] = $"{threadCount}",
                ["MKL_NUM_THREADS"] = $"{threadCount}",
            },
        };
        if (coreType is not null) start.Environment["OPENBLAS_CORETYPE"] = coreType;
        PythonProcess process;
        try
        {
            process = new PythonProcess(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Without the system's own words: they name folders, and the report is for others to read.
            throw new ContenderException($"there is no program {Path.GetFileName(python)}");
        }

        try
        {
            process.Facts = process.ReadAnswer();
            return process;
        }
        catch (ContenderException)
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and what belongs to it; the answer.</summary>
    /// <exception cref="ContenderException">The process has ended, or says that it failed.</exception>
    public JsonObject Ask(JsonObject request, params IReadOnlyList<Array> numbers)
    {
        try
        {
            Stream stream = _process.StandardInput.BaseStream;
            stream.Write(Encoding.UTF8.GetBytes(request.ToJsonString() + "\n"));
            foreach (Array array in numbers) stream.Write(array.Bytes());
            stream.Flush();
        }
        catch (IOException exception)
        {
            throw new ContenderException($"It ended: {exception.Message} {Errors()}");
        }

        return ReadAnswer();
    }

    /// <summary>The numbers behind an answer that announces them.</summary>
    /// <exception cref="ContenderException">It ended before it had sent them.</exception>
    public Array ReadNumbers(JsonObject answer)
    {
        string type = answer["type"]!.GetValue<string>();
        byte[] bytes = new byte[answer["count"]!.GetValue<int>() * (type == "float64" ? sizeof(double) : sizeof(float))];
        if (_answers.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw Ended();
        return Arrays.FromBytes(type, bytes);
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        if (!_process.WaitForExit(EndPatience)) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string Script()
    {
        using Stream stream = typeof(PythonProcess).Assembly.GetManifestResourceStream("peer.py")!;
        return new StreamReader(stream).ReadToEnd();
    }

    private JsonObject ReadAnswer()
    {
        List<byte> line = [];
        for (int next = _answers.ReadByte(); next != '\n'; next = _answers.ReadByte())
        {
            if (next < 0) throw Ended();
            line.Add((byte)next);
        }

        JsonObject answer = JsonSerializer.Deserialize<JsonObject>(line.ToArray())!;
        return answer["error"] is { } error ? throw new ContenderException(error.GetValue<string>()) : answer;
    }

    private ContenderException Ended() => new($"It ended without an answer. {Errors()}".TrimEnd());

    /// <summary>The last line it wrote where errors go.</summary>
    private string Errors()
    {
        lock (_errors) return _errors.ToString().Trim().Split('\n')[^1];
    }
}
