using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Lists of numbers in a list, NaN and the infinities by their names.</summary>
/// <remarks>JsonNumberHandling on a property reaches a list of numbers, but not a list of lists.</remarks>
internal sealed class RowsJsonConverter : JsonConverter<IReadOnlyList<IReadOnlyList<double>>>
{
    private static readonly JsonSerializerOptions NamedNumbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public override IReadOnlyList<IReadOnlyList<double>>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => JsonSerializer.Deserialize<double[][]>(ref reader, NamedNumbers);

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<IReadOnlyList<double>> value, JsonSerializerOptions options)
        => JsonSerializer.Serialize(writer, value, NamedNumbers);
}
