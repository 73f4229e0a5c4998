using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Jupyter.Messages;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>
/// Asks the person whose request runs, and gets the answer: on the stdin channel, where the client has the same identity as on the shell.
/// One question at a time.
/// </summary>
internal sealed class StdinExchange(IMessageSocket stdin, MessageCodec codec, KernelOutput output)
{
    private readonly Lock _gate = new();
    private readonly List<Question> _open = [];

    /// <summary>The input of a request's cell.</summary>
    public IInputSource For(Request request) => new Source(this, request);

    /// <summary>Takes an answer from the channel. One that nobody waits for is dropped: it belongs to a question that was interrupted.</summary>
    public void Answer(Request reply)
    {
        if (reply.Type != "input_reply")
            return;
        string value = reply.Text("value");
        lock (_gate)
            if (_open is [var question, ..] && question.Request.Identities[0].AsSpan().SequenceEqual(reply.Identities[0]))
                question.Answer.TrySetResult(value);
    }

    private async Task<string> AskAsync(Request request, string prompt, bool isPassword, CancellationToken cancellationToken)
    {
        Question question = new(request, prompt, isPassword);
        lock (_gate)
        {
            _open.Add(question);
            if (_open.Count == 1)
                Send(question);
        }

        try
        {
            return await question.Answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                bool wasAsked = _open[0] == question;
                _open.Remove(question);
                if (wasAsked && _open.Count > 0)
                    Send(_open[0]);
            }
        }
    }

    private void Send(Question question)
    {
        // What the cell has printed before is part of the question.
        output.Flush();
        JsonObject content = new() { ["prompt"] = question.Prompt, ["password"] = question.IsPassword };
        stdin.Send([.. question.Request.Identities, .. codec.Encode(new KernelMessage("input_request", question.Request, content))]);
    }

    private sealed record Question(Request Request, string Prompt, bool IsPassword)
    {
        public TaskCompletionSource<string> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Source(StdinExchange exchange, Request request) : IInputSource
    {
        private readonly bool _allowed = request.Flag("allow_stdin", whenAbsent: true);

        public Task<string> ReadLineAsync(string prompt, bool isPassword, CancellationToken cancellationToken) => _allowed
            ? exchange.AskAsync(request, prompt, isPassword, cancellationToken)
            : throw new InvalidOperationException("The cell asks for input, and the front end that runs it has nobody to ask (allow_stdin is false).");
    }
}
