using System.Diagnostics;
using SoftmaxNotebooks.Host.Workers;

namespace SoftmaxNotebooks.Host.Tests.Support;

/// <summary>The program as a user starts it: a process with a command line.</summary>
internal static class HostProcess
{
    public sealed record Result(int ExitCode, string Output, string Error);

    public static async Task<Result> RunAsync(string directory, params string[] arguments)
    {
        using Process process = Start(directory, arguments);
        return await EndAsync(process);
    }

    public static Process Start(string directory, params string[] arguments) => StartWith(directory, [], arguments);

    public static Process Start(string directory, (string Name, string Value)? environment, params string[] arguments) =>
        StartWith(directory, environment is { } variable ? [variable] : [], arguments);

    public static Process StartWith(string directory, (string Name, string Value)[] environment, params string[] arguments)
    {
        ProcessStartInfo start = new(DotnetHost.Path, ["exec", typeof(WorkerProcess).Assembly.Location, .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static async Task<Result> EndAsync(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Result(process.ExitCode, await output, await error);
    }
}
