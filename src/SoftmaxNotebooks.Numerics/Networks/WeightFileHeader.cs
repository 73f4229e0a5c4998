using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>What the header of a file of weights says.</summary>
/// <remarks>
/// {"__metadata__": {"format": "SoftmaxNotebooks.Network", "version": "1", "activation": "Relu", "layer_sizes": "784-128-10", "sha256": "…"},
/// "W1": {"dtype": "F32", "shape": [784, 128], "data_offsets": [0, 401408]}, "b1": …}. The SHA-256 is that of all bytes behind the header.
/// Tensors may stand in any order, but fill the data without a gap or an overlap.
/// </remarks>
internal sealed record WeightFileHeader(
    IReadOnlyList<int> LayerSizes, Activation Activation, string Checksum, IReadOnlyList<WeightFileTensor> Tensors)
{
    /// <summary>A layer takes 130 to 160 bytes: room for more than 6,000 of them.</summary>
    internal const int MostBytes = 1 << 20;

    private const string Format = "SoftmaxNotebooks.Network";
    private const int Version = 1;

    internal long DataLength => Tensors.Sum(tensor => tensor.End - tensor.Begin);

    internal static WeightFileHeader Of(Network network, ReadOnlySpan<byte> data)
        => new(network.LayerSizes, network.Activation, Convert.ToHexStringLower(SHA256.HashData(data)), TensorsOf(network.LayerSizes));

    /// <exception cref="InvalidOperationException">It is longer than what is read.</exception>
    internal byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", Format);
            json.WriteString("version", Version.ToString(CultureInfo.InvariantCulture));
            json.WriteString("activation", Activation.ToString());
            json.WriteString("layer_sizes", string.Join('-', LayerSizes.Select(size => size.ToString(CultureInfo.InvariantCulture))));
            json.WriteString("sha256", Checksum);
            json.WriteEndObject();
            foreach (WeightFileTensor tensor in Tensors) tensor.Write(json);
            json.WriteEndObject();
        }

        // The numbers begin at a multiple of 8, as the format recommends; spaces are allowed there.
        while (stream.Length % 8 != 0) stream.WriteByte((byte)' ');
        if (stream.Length > MostBytes)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The network has {LayerSizes.Count} layers; the header of its file would have {stream.Length} bytes, and may have {MostBytes}."));
        }

        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">It is no such header.</exception>
    internal static WeightFileHeader Parse(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            return Parse(document.RootElement, name);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw WeightFile.Invalid(name, $"its header is not the JSON of a safetensors file ({PrintedText.Shortened(exception.Message, 200)})", exception);
        }
    }

    private static WeightFileHeader Parse(JsonElement root, string name)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("__metadata__", out JsonElement metadata) || Text("format") != Format)
        {
            throw WeightFile.Invalid(name, $"its header has no __metadata__ with the format {Format}");
        }

        if (Text("version") != Version.ToString(CultureInfo.InvariantCulture))
        {
            throw WeightFile.Invalid(name, FormattableString.Invariant(
                $"its version is {PrintedText.Shortened(Text("version"))}; this library reads version {Version}"));
        }

        IReadOnlyList<int> sizes = Sizes(Text("layer_sizes"), name);
        if (!Enum.TryParse(Text("activation"), out Activation activation) || activation.ToString() != Text("activation"))
        {
            throw WeightFile.Invalid(name, $"its activation is {PrintedText.Shortened(Text("activation"))}; it must be Relu, Tanh or Sigmoid");
        }

        WeightFileTensor[] expected = TensorsOf(sizes);
        if (root.EnumerateObject().Count() != expected.Length + 1)
        {
            throw WeightFile.Invalid(name, FormattableString.Invariant(
                $"it has {root.EnumerateObject().Count() - 1} tensors; layers of {PrintedText.Sizes(sizes, "-")} have {expected.Length}"));
        }

        WeightFileTensor[] tensors = [.. expected.Select(tensor => tensor.Located(root, name))];
        long end = 0;
        foreach (WeightFileTensor tensor in tensors.OrderBy(tensor => tensor.Begin))
        {
            if (tensor.Begin != end)
            {
                throw WeightFile.Invalid(name, FormattableString.Invariant(
                    $"{tensor.Name} begins at {tensor.Begin}, but the tensor before it ends at {end}: tensors leave no gap and do not overlap"));
            }

            end = tensor.End;
        }

        return new WeightFileHeader(sizes, activation, Text("sha256"), tensors);

        string Text(string property) => metadata.TryGetProperty(property, out JsonElement value) ? value.GetString() ?? "" : "";
    }

    private static WeightFileTensor[] TensorsOf(IReadOnlyList<int> layerSizes)
    {
        var tensors = new List<WeightFileTensor>();
        long at = 0;
        for (int l = 1; l < layerSizes.Count; l++)
        {
            Add(FormattableString.Invariant($"W{l}"), layerSizes[l - 1], layerSizes[l]);
            Add(FormattableString.Invariant($"b{l}"), layerSizes[l]);
        }

        return [.. tensors];

        void Add(string name, params int[] shape)
        {
            long length = sizeof(float) * shape.Aggregate(1L, (product, size) => product * size);
            tensors.Add(new WeightFileTensor(name, shape, at, at + length));
            at += length;
        }
    }

    private static List<int> Sizes(string text, string name)
    {
        var sizes = new List<int>();
        long parameterCount = 0;
        foreach (string part in text.Split('-'))
        {
            bool isSize = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0;
            if (isSize && sizes.Count > 0) parameterCount += (sizes[^1] + 1L) * size;
            if (!isSize || parameterCount > Network.MostParameters)
            {
                throw WeightFile.Invalid(name, FormattableString.Invariant(
                    $"its layer_sizes are {PrintedText.Shortened(text)}; they must be numbers from 1, as in 784-10, for at most {Network.MostParameters} parameters"));
            }

            sizes.Add(size);
        }

        return sizes.Count >= 2 ? sizes : throw WeightFile.Invalid(name, $"its layer_sizes are {PrintedText.Shortened(text)}; a network has at least 2 layers");
    }
}

/// <summary>Where a tensor is in the data, in bytes from its beginning.</summary>
internal sealed record WeightFileTensor(string Name, IReadOnlyList<int> Shape, long Begin, long End)
{
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject(Name);
        json.WriteString("dtype", "F32");
        json.WriteStartArray("shape");
        foreach (int size in Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(Begin);
        json.WriteNumberValue(End);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The same tensor where the header says it is.</summary>
    /// <exception cref="InvalidDataException">The header does not have it, or with another shape or another length.</exception>
    internal WeightFileTensor Located(JsonElement root, string name)
    {
        if (!root.TryGetProperty(Name, out JsonElement tensor)) throw WeightFile.Invalid(name, $"its header has no tensor {Name}");
        string dtype = Part(tensor, "dtype").GetString() ?? "";
        int[] shape = [.. Part(tensor, "shape").EnumerateArray().Select(size => size.GetInt32())];
        long[] offsets = [.. Part(tensor, "data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (dtype != "F32" || !shape.SequenceEqual(Shape))
        {
            throw WeightFile.Invalid(
                name, $"{Name} is {PrintedText.Shortened(dtype)} [{PrintedText.Sizes(shape, ", ")}]; it must be F32 [{PrintedText.Sizes(Shape, ", ")}]");
        }

        if (offsets.Length != 2 || offsets[0] < 0 || offsets[0] > long.MaxValue - (End - Begin) || offsets[1] != offsets[0] + (End - Begin))
        {
            throw WeightFile.Invalid(name, FormattableString.Invariant(
                $"the data_offsets of {Name} are [{PrintedText.Sizes(offsets, ", ")}]; they must be a begin from 0, and {End - Begin} more"));
        }

        return this with { Begin = offsets[0], End = offsets[1] };

        JsonElement Part(JsonElement element, string property) => element.TryGetProperty(property, out JsonElement part)
            ? part
            : throw WeightFile.Invalid(name, $"its tensor {Name} has no {property}");
    }
}
