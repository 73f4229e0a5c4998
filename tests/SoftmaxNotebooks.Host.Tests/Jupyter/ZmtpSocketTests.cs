using System.Net;
using System.Text;
using SoftmaxNotebooks.Host.Jupyter;
using SoftmaxNotebooks.Host.Jupyter.Zmtp;
using SoftmaxNotebooks.Host.Tests.Jupyter.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter;

/// <summary>The sockets against a peer that was written from the specification, well-behaved or not.</summary>
public sealed class ZmtpSocketTests
{
    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static string Text(byte[] frame) => Encoding.ASCII.GetString(frame);

    private static ReceivedMessage Next(RouterSocket socket) => socket.Receive().First();

    [Fact]
    public void A_message_that_comes_byte_by_byte_is_whole()
    {
        using RouterSocket router = new(IPAddress.Loopback, 0);
        using ZmtpPeer peer = new(router.Port);
        foreach (byte part in (byte[])[.. ZmtpPeer.Greeting(), .. ZmtpPeer.Ready("DEALER", "me"), .. ZmtpPeer.Message(Ascii("one"), [], new byte[300])])
            peer.SendRaw([part]);
        IReadOnlyList<byte[]> frames = Next(router).Frames;
        Assert.Equal(["me", "one", ""], frames.Take(3).Select(Text));
        Assert.Equal(300, frames[3].Length);
    }

    [Fact]
    public void Messages_that_come_in_one_piece_are_told_apart()
    {
        using RouterSocket router = new(IPAddress.Loopback, 0);
        using ZmtpPeer peer = new(router.Port);
        peer.SendRaw([.. ZmtpPeer.Greeting(), .. ZmtpPeer.Ready("DEALER", "me"), .. ZmtpPeer.Message(Ascii("a")), .. ZmtpPeer.Message(Ascii("b"), Ascii("c"))]);
        Assert.Equal(["me", "a"], Next(router).Frames.Select(Text));
        Assert.Equal(["me", "b", "c"], Next(router).Frames.Select(Text));
    }

    [Fact]
    public void The_greeting_of_libzmq_is_understood()
    {
        // FF 00 00 00 00 00 00 00 01 7F 03 01 "NULL": bytes 1 to 8 are what an older version takes for a length.
        byte[] greeting = ZmtpPeer.Greeting(minorVersion: 1);
        greeting[8] = 1;
        using RouterSocket router = new(IPAddress.Loopback, 0);
        using ZmtpPeer peer = new(router.Port);
        peer.SendRaw([.. greeting, .. ZmtpPeer.Ready("DEALER", "me"), .. ZmtpPeer.Message(Ascii("a"))]);
        Assert.Equal(["me", "a"], Next(router).Frames.Select(Text));
    }

    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "HTTP", Ascii("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nUser-Agent: a browser\r\n\r\n") },
        { "zeros", new byte[64] },
        { "ZMTP 2", [.. ZmtpPeer.Greeting()[..10], 2, .. ZmtpPeer.Greeting()[11..]] },
        { "PLAIN", [.. ZmtpPeer.Greeting()[..12], .. Ascii("PLAIN"), .. new byte[47]] },
        { "a message instead of READY", [.. ZmtpPeer.Greeting(), .. ZmtpPeer.Message(Ascii("a"))] },
        { "another command", [.. ZmtpPeer.Greeting(), .. ZmtpPeer.Command("HELLO", [])] },
        { "a socket of the wrong type", [.. ZmtpPeer.Greeting(), .. ZmtpPeer.Ready("SUB")] },
        { "a property longer than READY", [.. ZmtpPeer.Greeting(), .. ZmtpPeer.Command("READY", [3, 1, 2, 3, 255, 255, 255, 255])] },
        { "unknown flags", [.. ZmtpPeer.Greeting(), .. ZmtpPeer.Ready("DEALER"), 0x80, 0] },
        { "a frame of 16 EiB", [.. ZmtpPeer.Greeting(), .. ZmtpPeer.Ready("DEALER"), 2, 255, 255, 255, 255, 255, 255, 255, 255] },
        { "a frame over the limit", [.. ZmtpPeer.Greeting(), .. ZmtpPeer.Ready("DEALER"), 2, 0, 0, 0, 0, 4, 0, 0, 1] },
        { "too many frames", [.. ZmtpPeer.Greeting(), .. ZmtpPeer.Ready("DEALER"), .. Enumerable.Repeat<byte[]>([1, 0], ZmtpReader.MaximumFrameCount).SelectMany(frame => frame)] },
        { "a command within a message", [.. ZmtpPeer.Greeting(), .. ZmtpPeer.Ready("DEALER"), 1, 0, .. ZmtpPeer.Command("PING", [0, 0])] },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Nonsense_costs_a_peer_its_connection_and_others_nothing(string what, byte[] bytes)
    {
        using RouterSocket router = new(IPAddress.Loopback, 0);
        using ZmtpPeer other = ZmtpPeer.Connect(router.Port, "DEALER", "other");
        using ZmtpPeer peer = new(router.Port);
        peer.SendRaw(bytes);
        Assert.True(peer.IsClosed(), what);
        other.Send(Ascii("here"));
        Assert.Equal(["other", "here"], Next(router).Frames.Select(Text));
    }

    [Fact]
    public void Each_peer_gets_the_answers_to_its_own_messages()
    {
        using RouterSocket router = new(IPAddress.Loopback, 0);
        using ZmtpPeer named = ZmtpPeer.Connect(router.Port, "DEALER", "named");
        using ZmtpPeer nameless = ZmtpPeer.Connect(router.Port, "DEALER");
        using ZmtpPeer another = ZmtpPeer.Connect(router.Port, "DEALER");
        foreach (ZmtpPeer peer in new[] { named, nameless, another })
        {
            peer.Send(Ascii("question"));
            router.Send([Next(router).Frames[0], Ascii("answer")]);
            Assert.Equal("answer", Text(Assert.Single(peer.Receive())));
        }
    }

    [Fact]
    public void A_peer_that_reconnects_under_its_identity_gets_the_answers()
    {
        using RouterSocket router = new(IPAddress.Loopback, 0);
        using ZmtpPeer before = ZmtpPeer.Connect(router.Port, "DEALER", "me");
        before.Send(Ascii("question"));
        byte[] identity = Next(router).Frames[0];
        using ZmtpPeer after = ZmtpPeer.Connect(router.Port, "DEALER", "me");
        Assert.True(before.IsClosed());
        router.Send([identity, Ascii("answer")]);
        Assert.Equal("answer", Text(Assert.Single(after.Receive())));
    }

    [Fact]
    public void An_answer_to_nobody_is_no_error()
    {
        using RouterSocket router = new(IPAddress.Loopback, 0);
        router.Send([Ascii("gone"), Ascii("answer")]);
    }

    [Fact]
    public void Subscriptions_are_understood_as_messages_and_as_commands()
    {
        using PubSocket pub = new(IPAddress.Loopback, 0);
        using ZmtpPeer byMessage = ZmtpPeer.Connect(pub.Port, "SUB");
        using ZmtpPeer byCommand = ZmtpPeer.Connect(pub.Port, "SUB", minorVersion: 1);
        byMessage.Send([1, .. Ascii("a")]);
        byCommand.SendRaw(ZmtpPeer.Command("SUBSCRIBE", Ascii("b")));
        foreach (ZmtpPeer peer in new[] { byMessage, byCommand })
            peer.Settle();

        pub.Send([Ascii("a1"), Ascii("for the first")]);
        pub.Send([Ascii("b1"), Ascii("for the second")]);
        Assert.Equal(["a1", "for the first"], byMessage.Receive().Select(Text));
        Assert.Equal(["b1", "for the second"], byCommand.Receive().Select(Text));

        byCommand.SendRaw(ZmtpPeer.Command("CANCEL", Ascii("b")));
        byCommand.SendRaw(ZmtpPeer.Command("SUBSCRIBE", Ascii("c")));
        byCommand.Settle();
        pub.Send([Ascii("b2")]);
        pub.Send([Ascii("c2")]);
        Assert.Equal("c2", Text(Assert.Single(byCommand.Receive())));
    }

    [Fact]
    public void A_subscriber_that_does_not_read_is_dropped_and_holds_up_nobody()
    {
        const int Limit = 4 * 1024 * 1024;
        using PubSocket pub = new(IPAddress.Loopback, 0, maximumQueuedBytes: Limit);
        using ZmtpPeer slow = ZmtpPeer.Connect(pub.Port, "SUB");
        slow.Send([1]);
        Assert.True(pub.WaitForSubscriber(ZmtpPeer.Patience));
        // Far more than the buffers of two sockets and the queue together.
        for (int i = 0; i < 200; i++)
            pub.Send([new byte[1024 * 1024]]);
        using ZmtpPeer good = ZmtpPeer.Connect(pub.Port, "SUB");
        good.Send([1]);
        good.Settle();
        pub.Send([Ascii("hello")]);
        Assert.Equal("hello", Text(Assert.Single(good.Receive())));
        Assert.True(slow.IsClosed());
    }

    [Fact]
    public void The_heartbeat_echoes_every_frame()
    {
        using RepSocket heartbeat = new(IPAddress.Loopback, 0);
        using ZmtpPeer peer = ZmtpPeer.Connect(heartbeat.Port, "REQ");
        peer.Send([], Ascii("ping"));
        Assert.Equal(["", "ping"], peer.Receive().Select(Text));
    }

    [Fact]
    public async Task What_was_sent_before_the_end_arrives()
    {
        RouterSocket router = new(IPAddress.Loopback, 0);
        using ZmtpPeer peer = ZmtpPeer.Connect(router.Port, "DEALER", "me");
        peer.Send(Ascii("question"));
        router.Send([Next(router).Frames[0], new byte[5_000_000]]);
        Task closing = Task.Run(() => router.Close(ZmtpPeer.Patience), TestContext.Current.CancellationToken);
        Assert.Equal(5_000_000, Assert.Single(peer.Receive()).Length);
        Assert.True(peer.IsClosed());
        await closing;
    }
}
