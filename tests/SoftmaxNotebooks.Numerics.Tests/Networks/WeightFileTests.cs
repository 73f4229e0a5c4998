using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

public sealed class WeightFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("softmax-weights-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "network.safetensors");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_network_comes_back_as_it_was_saved()
    {
        ThreeLayerNetwork network = ThreeLayerNetwork.Create(5, 4, 3, Activation.Tanh, seed: 2);

        network.Save(Path);
        network.Save(Path);
        ThreeLayerNetwork back = ThreeLayerNetwork.Load(Path);

        Assert.Equal(network.W1, back.W1);
        Assert.Equal(network.B1, back.B1);
        Assert.Equal(network.W2, back.W2);
        Assert.Equal(Activation.Tanh, back.Activation);
        Assert.Equal([5, 4, 3], Network.Load(Path).LayerSizes);
        Assert.Equal([Path], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void The_file_has_the_layout_of_safetensors()
    {
        ThreeLayerNetwork network = ThreeLayerNetwork.Create(2, 3, 2);
        network.Save(Path);
        byte[] file = File.ReadAllBytes(Path);

        // By hand, from the description of the format: 8 bytes for the length of the header, JSON, numbers.
        int headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        JsonElement header = JsonDocument.Parse(file.AsMemory(8, headerLength)).RootElement;
        ReadOnlySpan<byte> data = file.AsSpan(8 + headerLength);

        Assert.Equal(0, headerLength % 8);
        Assert.Equal(["__metadata__", "W1", "b1", "W2", "b2"], header.EnumerateObject().Select(property => property.Name));
        Assert.All(header.GetProperty("__metadata__").EnumerateObject(), property => Assert.Equal(JsonValueKind.String, property.Value.ValueKind));
        Assert.Equal("""{"dtype":"F32","shape":[3,2],"data_offsets":[36,60]}""", header.GetProperty("W2").GetRawText());
        Assert.Equal((float)network.W1[1, 0], BinaryPrimitives.ReadSingleLittleEndian(data[(4 * 3)..]));
        Assert.Equal((float)network.W2[2, 1], BinaryPrimitives.ReadSingleLittleEndian(data[(36 + (4 * 5))..]));
        Assert.Equal(68, data.Length);
    }

    [Fact]
    public void Tensors_in_another_order_are_read_by_their_offsets()
    {
        byte[] file = Saved();
        (string header, byte[] data) = Split(file);
        byte[] swapped = [.. data[24..36], .. data[..24], .. data[36..]];
        header = header.Replace("[0,24]", "[12,36]", StringComparison.Ordinal).Replace("[24,36]", "[0,12]", StringComparison.Ordinal);

        Network network = Read(Join(WithChecksum(header, swapped), swapped));

        Assert.Equal(Read(file).Weights(1), network.Weights(1));
    }

    public static TheoryData<string, string, string> HeaderChanges => new()
    {
        { "\"version\":\"1\"", "\"version\":\"2\"", "its version is 2; this library reads version 1" },
        { "SoftmaxNotebooks.Network", "pt", "no __metadata__ with the format SoftmaxNotebooks.Network" },
        { "__metadata__", "meta", "no __metadata__" },
        { "\"Relu\"", "\"Swish\"", "its activation is Swish; it must be Relu, Tanh or Sigmoid" },
        { "\"Relu\"", "\"1\"", "its activation is 1" },
        { "2-3-2", "2-3", "it has 4 tensors; layers of 2-3 have 2" },
        { "2-3-2", "2-0-2", "its layer_sizes are 2-0-2; they must be numbers from 1" },
        { "2-3-2", "99999-99999", "at most 268435456 parameters" },
        { "2-3-2", "7", "a network has at least 2 layers" },
        { "[2,3]", "[3,2]", "W1 is F32 [3, 2]; it must be F32 [2, 3]" },
        { "\"F32\"", "\"F64\"", "W1 is F64 [2, 3]; it must be F32" },
        { "[24,36]", "[20,32]", "tensors leave no gap and do not overlap" },
        { "[24,36]", "[24,40]", "the data_offsets of b1 are [24, 40]" },
        { "[24,36]", "[-12,0]", "the data_offsets of b1 are [-12, 0]" },
        { "[24,36]", "[9223372036854775800,9223372036854775807]", "the data_offsets of b1" },
        { "[24,36]", "[2.5,36]", "not the JSON of a safetensors file" },
        { "\"b2\"", "\"b1\"", "not the JSON of a safetensors file" },
        { "\"b2\"", "\"b9\"", "no tensor b2" },
        { "\"shape\"", "\"form\"", "its tensor W1 has no shape" },
        { "{", "[", "not the JSON of a safetensors file" },
    };

    [Theory]
    [MemberData(nameof(HeaderChanges))]
    public void A_header_that_says_something_else_is_refused_and_said_why(string old, string changed, string message)
    {
        (string header, byte[] data) = Split(Saved());
        int place = header.IndexOf(old, StringComparison.Ordinal);
        header = header[..place] + changed + header[(place + old.Length)..];

        Refused(message, Join(header, data));
    }

    [Theory]
    [InlineData("\"version\":\"1", "\"version\":\"", "9")]
    [InlineData("\"Relu", "\"", "R")]
    [InlineData("2-3-2", "1", "-1")]
    [InlineData("2-3-2", "x", "1")]
    [InlineData("F32", "", "F")]
    [InlineData("[2,3", "[2,3", ",3")]
    [InlineData("[24,36", "[24,36", ",36")]
    [InlineData("\"sha256\":\"", "\"sha256\":\"", "0")]
    public void However_long_a_header_is_the_message_that_refuses_it_is_short(string old, string changed, string repeated)
    {
        (string header, byte[] data) = Split(Saved());
        int place = header.IndexOf(old, StringComparison.Ordinal);
        string text = changed + string.Concat(Enumerable.Repeat(repeated, 100_000 / repeated.Length));
        string end = header[(place + old.Length)..];
        header = header[..place] + text + end;

        string message = Assert.Throws<InvalidDataException>(() => Read(Join(header, data))).Message;

        Assert.InRange(message.Length, 1, 400);
    }

    [Fact]
    public void A_file_that_is_cut_or_longer_or_of_another_kind_is_refused_and_said_why()
    {
        byte[] file = Saved();
        int headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);

        Refused("it has 0 bytes", []);
        Refused("it has 7 bytes", file[..7]);
        Refused("and 0 bytes follow", file[..8]);
        Refused($"its header is said to have {headerLength} bytes; it must have at most 1048576, and 100 bytes follow", file[..108]);
        Refused("67 bytes of numbers follow the header; its tensors need 68", file[..^1]);
        Refused("69 bytes of numbers follow the header; its tensors need 68", [.. file, 0]);
        Refused("its header is said to have 18446744073709551615 bytes", [255, 255, 255, 255, 255, 255, 255, 255, .. file]);
        Refused("bytes; it must have at most 1048576", Encoding.UTF8.GetBytes("PK\u0003\u0004 is how an archive begins, and no weights are in it."));
        Assert.StartsWith(
            "digits.bin is no file of network weights: ",
            Assert.Throws<InvalidDataException>(() => WeightFile.Read(new MemoryStream([1]), "digits.bin")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_numbers_are_found_by_their_checksum()
    {
        byte[] file = Saved();
        file[^1] ^= 1;

        Refused("the file was damaged or changed", file);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_neither_written_nor_read()
    {
        (string header, byte[] data) = Split(Saved());
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4), float.NaN);
        Refused("the network has NaN as parameter 2 of 17", Join(WithChecksum(header, data), data));

        ThreeLayerNetwork.Create(2, 3, 2).Save(Path);
        byte[] before = File.ReadAllBytes(Path);
        Network wrong = Network.Create([2, 3, 2]).WithWeights(1, Matrix<double>.Build.Dense(2, 3, 1e300));
        Assert.Contains("has Infinity as parameter 1 of 17", Assert.Throws<InvalidOperationException>(() => wrong.Save(Path)).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void What_cannot_be_written_leaves_nothing_behind()
    {
        // A folder has the name: the file is written, but cannot take its place.
        Directory.CreateDirectory(Path);

        Assert.ThrowsAny<Exception>(() => Network.Create([2, 2]).Save(Path));

        Assert.Empty(Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void A_network_without_three_layers_is_not_loaded_as_one_with_them()
    {
        Network.Create([2, 3, 3, 2]).Save(Path);

        Assert.Contains("it must have three layers", Assert.Throws<InvalidDataException>(() => ThreeLayerNetwork.Load(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Twenty_thousand_damaged_files_are_refused_or_read_and_nothing_else_happens()
    {
        byte[] file = Saved();
        var random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = [.. file];
            for (int change = random.Next(1, 4); change > 0; change--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                Read(damaged);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        // A change can be no change, or fall on the padding of the header: 1 in 256, and a few bytes.
        Assert.InRange(refused, 19_000, 20_000);
    }

    private static void Refused(string message, byte[] file)
        => Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(file)).Message, StringComparison.Ordinal);

    private static Network Read(byte[] file) => WeightFile.Read(new MemoryStream(file), "test");

    private static (string Header, byte[] Data) Split(byte[] file)
    {
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        return (Encoding.UTF8.GetString(file, 8, length), file[(8 + length)..]);
    }

    private static byte[] Join(string header, byte[] data)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)bytes.Length);
        return [.. length, .. bytes, .. data];
    }

    private static string WithChecksum(string header, byte[] data)
    {
        const string Before = "\"sha256\":\"";
        int place = header.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        return header[..place] + Convert.ToHexStringLower(SHA256.HashData(data)) + header[(place + 64)..];
    }

    private byte[] Saved()
    {
        Network.Create([2, 3, 2]).Save(Path);
        return File.ReadAllBytes(Path);
    }
}
