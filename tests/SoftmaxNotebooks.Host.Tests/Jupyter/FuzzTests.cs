using System.Text;
using SoftmaxNotebooks.Host.Jupyter.Messages;
using SoftmaxNotebooks.Host.Jupyter.Zmtp;
using SoftmaxNotebooks.Host.Tests.Jupyter.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter;

/// <summary>
/// A million damaged frames, from a fixed seed: whatever comes, the parsers give a result or one of the exceptions that they promise, and
/// come to an end. Frames are whole streams of ZMTP, and messages whose parts are not what they should be.
/// </summary>
public sealed class FuzzTests
{
    private const int Workers = 2;
    private const int StreamsPerWorker = 200_000;
    private const int MessagesPerWorker = 300_000;

    [Fact]
    public void Damaged_streams_end_in_messages_or_in_a_promised_exception()
    {
        byte[] whole =
        [
            .. ZmtpPeer.Message("id"u8.ToArray(), [], new byte[300]), .. ZmtpPeer.Command("PING", [0, 1, 2]),
            .. ZmtpPeer.Command("SUBSCRIBE", [5]), .. ZmtpPeer.Message("x"u8.ToArray()),
        ];
        int messages = 0, refused = 0;
        Parallel.For(0, Workers, worker =>
        {
            Random random = new(20260101 + worker);
            for (int i = 0; i < StreamsPerWorker; i++)
            {
                ZmtpReader reader = new(new MemoryStream(Damage(whole, random)), _ => { });
                try
                {
                    while (reader.ReadMessage() is { } frames)
                    {
                        Assert.NotEmpty(frames);
                        Interlocked.Increment(ref messages);
                    }
                }
                catch (Exception exception) when (exception is ZmtpException or EndOfStreamException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });
        Assert.InRange(refused, 1, (Workers * StreamsPerWorker) - 1);
        Assert.InRange(messages, 1, int.MaxValue);
    }

    [Fact]
    public void A_damaged_READY_is_read_or_refused()
    {
        byte[] content = ZmtpPeer.Ready("DEALER", "identity")[8..];
        Random random = new(20260102);
        int refused = 0;
        for (int i = 0; i < 100_000; i++)
        {
            try
            {
                Assert.InRange(ZmtpHandshake.ReadReady("READY", Damage(content, random)).Identity.Length, 0, 255);
            }
            catch (ZmtpException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 99_999);
    }

    [Fact]
    public void Damaged_messages_are_read_or_refused()
    {
        byte[][] whole =
        [
            "client"u8.ToArray(), "<IDS|MSG>"u8.ToArray(), [], """{"msg_id":"1","msg_type":"execute_request","session":"s"}"""u8.ToArray(),
            "{}"u8.ToArray(), "{}"u8.ToArray(), """{"code":"1+1","silent":false,"n":3,"user_expressions":{"a":"b"}}"""u8.ToArray(),
        ];
        int read = 0, refused = 0, wrong = 0;
        Parallel.For(0, Workers, worker =>
        {
            Random random = new(20260103 + worker);
            // Without a key, so that the damage gets as far as the JSON.
            MessageCodec unsigned = new([]);
            for (int i = 0; i < MessagesPerWorker; i++)
            {
                List<byte[]> frames = [.. whole];
                int at = random.Next(frames.Count);
                frames[at] = Damage(frames[at], random);
                if (random.Next(8) == 0)
                    frames.RemoveAt(random.Next(frames.Count));
                if (unsigned.Decode(frames, out string refusal) is not { } request)
                {
                    Assert.NotEmpty(refusal);
                    Interlocked.Increment(ref refused);
                    continue;
                }

                Interlocked.Increment(ref read);
                try
                {
                    _ = request.Text("code") + request.Flag("silent", true) + request.Number("n") + request.Texts("user_expressions").Count;
                }
                catch (RequestException)
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });
        Assert.All([read, refused, wrong], count => Assert.InRange(count, 1, (Workers * MessagesPerWorker) - 1));
    }

    [Fact]
    public void A_damaged_message_with_a_key_is_refused_always()
    {
        MessageCodec codec = new(JupyterClient.Key);
        byte[][] whole = [.. codec.Encode(new KernelMessage("execute_request", null, []))];
        Random random = new(20260105);
        for (int i = 0; i < 20_000; i++)
        {
            byte[][] frames = [.. whole];
            int at = 1 + random.Next(frames.Length - 1);
            frames[at] = Damage(frames[at], random);
            if (!frames[at].AsSpan().SequenceEqual(whole[at]))
                Assert.Null(codec.Decode(frames, out _));
        }
    }

    [Fact]
    public void A_damaged_connection_file_is_read_or_refused()
    {
        byte[] whole = Encoding.ASCII.GetBytes("""{"shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5,"ip":"127.0.0.1","key":"k","transport":"tcp"}""");
        Random random = new(20260106);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            try
            {
                Assert.InRange(ConnectionFile.Parse(Damage(whole, random)).ShellPort, 0, 65535);
            }
            catch (ConnectionFileException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 19_999);
    }

    // One to three changes: a byte, a cut, a piece doubled, bytes put in.
    private static byte[] Damage(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at + 1));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes[at..Math.Min(bytes.Count, at + random.Next(20))]);
                    break;
                default:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
            }
        }

        return [.. bytes];
    }
}
