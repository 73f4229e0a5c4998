namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>The channels between a kernel and its front ends. The heartbeat answers by itself and is not among them.</summary>
internal interface IKernelTransport
{
    /// <summary>Requests, one after the other.</summary>
    IMessageSocket Shell { get; }

    /// <summary>Requests that must not wait for a running cell: interrupt, shutdown.</summary>
    IMessageSocket Control { get; }

    /// <summary>The kernel's questions and a person's answers.</summary>
    IMessageSocket Stdin { get; }

    /// <summary>What every front end is told.</summary>
    IMessageSocket IOPub { get; }

    /// <summary>Waits until somebody listens to <see cref="IOPub"/>, or until patience is at an end.</summary>
    bool WaitForSubscriber(TimeSpan patience);

    /// <summary>Ends the channels, after what was sent has gone out or patience is at an end.</summary>
    void Close(TimeSpan patience);
}
