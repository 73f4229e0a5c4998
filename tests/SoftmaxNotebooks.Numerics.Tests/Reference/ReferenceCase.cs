using System.Text.Json;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Reference;

/// <summary>
/// One case of softmax_reference_cases.json, whose header says where its values come from (mpmath at 1000 digits, rounded once)
/// and what its fields mean.
/// </summary>
public sealed class ReferenceCase
{
    private static readonly JsonSerializerOptions NamedFloatingPoint = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly JsonElement _case;
    private readonly JsonElement _arguments;

    private ReferenceCase(JsonElement element)
    {
        _case = element;
        _arguments = element.GetProperty("args");
    }

    public static IReadOnlyDictionary<string, ReferenceCase> All { get; } = Document()
        .GetProperty("cases").EnumerateArray().Select(element => new ReferenceCase(element)).ToDictionary(reference => reference.Id);

    public string Id => _case.GetProperty("id").GetString()!;

    public string Function => _case.GetProperty("function").GetString()!;

    public double RelativeTolerance => _case.GetProperty("rtol").GetDouble();

    public double AbsoluteTolerance => _case.GetProperty("atol").GetDouble();

    public JsonElement Expected => _case.GetProperty("expected");

    public static JsonElement Document()
    {
        using Stream stream = typeof(ReferenceCase).Assembly.GetManifestResourceStream("softmax_reference_cases.json")!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    }

    public static T Read<T>(JsonElement element) => element.Deserialize<T>(NamedFloatingPoint)!;

    public bool Has(string argument) => _arguments.TryGetProperty(argument, out _);

    public JsonElement Json(string argument) => _arguments.GetProperty(argument);

    public T Argument<T>(string argument) => Read<T>(Json(argument));

    public T? ArgumentOrDefault<T>(string argument) => Has(argument) ? Argument<T>(argument) : default;

    public Vector<double> Vector(string argument) => Vector<double>.Build.Dense(Argument<double[]>(argument));

    public Matrix<double> Matrix(string argument) => Matrix<double>.Build.DenseOfRowArrays(Argument<double[][]>(argument));

    /// <summary>How many levels of brackets an array has.</summary>
    public int Rank(string argument)
    {
        int rank = 0;
        for (JsonElement element = Json(argument); element.ValueKind == JsonValueKind.Array; element = element[0]) rank++;
        return rank;
    }

    /// <summary>All numbers of the expected value in reading order.</summary>
    public static IEnumerable<double> Flatten(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Flatten),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Flatten(property.Value)),
        _ => [Read<double>(element)],
    };

    /// <summary>The comparison the file prescribes: |actual - expected| at most atol + rtol · |expected|; NaN equals NaN.</summary>
    public void AssertMatches(IReadOnlyList<double> actual, JsonElement expected)
    {
        double[] wanted = [.. Flatten(expected)];
        Assert.Equal(wanted.Length, actual.Count);
        for (int i = 0; i < wanted.Length; i++)
        {
            bool same = wanted[i].Equals(actual[i])
                || Math.Abs(actual[i] - wanted[i]) <= AbsoluteTolerance + (RelativeTolerance * Math.Abs(wanted[i]));
            Assert.True(same, FormattableString.Invariant($"{Id}: entry {i} is {actual[i]:R}, expected {wanted[i]:R}"));
        }
    }
}
