using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests;

public class IdxFileFuzzTests
{
    /// <summary>Small, so that a limit is reached, and a gigabyte is not allocated because a plain file says so.</summary>
    private const int Limit = 1 << 20;

    private const int FilesPerSeed = 12_500;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_damaged_file_is_read_or_refused_as_invalid_data_with_its_name_and_nothing_else(int seed)
    {
        Random random = new(seed);
        byte[][] originals =
        [
            IdxBytes.Of(40), IdxBytes.Of(5, 4, 3), IdxBytes.Of(0, 7), [0, 0, 0x0B, 1, 0, 0, 0, 2, 1, 2, 3, 4],
            [0, 0, 0x0E, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 0x0D, 2, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4],
        ];
        originals = [.. originals, .. originals.Select(IdxBytes.Gzip)];
        int refused = 0;
        for (int file = 0; file < FilesPerSeed; file++)
        {
            byte[] damaged = Damage(originals[random.Next(originals.Length)], random);
            using MemoryStream stream = new(damaged);
            try
            {
                IdxArray array = IdxFile.Read(stream, "damaged", Limit);
                Assert.Equal(array.Dimensions.Aggregate(1L, (product, size) => product * size), array.Count);
            }
            catch (InvalidDataException exception)
            {
                Assert.StartsWith("damaged, byte ", exception.Message, StringComparison.Ordinal);
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}, file {file}, {Convert.ToHexString(damaged)}: {exception}");
            }
        }

        // Damage to an element of a plain file is none to the format; most other damage is.
        Assert.InRange(refused, FilesPerSeed / 2, FilesPerSeed - 1);
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        byte[] file = [.. original];
        for (int times = random.Next(1, 4); times > 0; times--)
        {
            int at = random.Next(file.Length + 1);
            switch (random.Next(6))
            {
                case 0 when at < file.Length:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < file.Length:
                    file[at] = (byte)random.Next(256);
                    break;
                case 2:
                    file = file[..at];
                    break;
                case 3:
                    file = [.. file[..at], (byte)random.Next(256), .. file[at..]];
                    break;
                case 4 when at < file.Length:
                    file = [.. file[..at], .. file[(at + 1)..]];
                    break;
                default:
                    // The extremes of a size, wherever a size may stand.
                    byte extreme = (byte)(random.Next(2) == 0 ? 0x7F : 0xFF);
                    for (int i = at; i < Math.Min(at + 4, file.Length); i++) file[i] = i == at ? extreme : (byte)0xFF;
                    break;
            }
        }

        return file;
    }
}
