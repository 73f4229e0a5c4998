using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// Says what a cell threw and where, in the notebook's own terms: cells and lines for what the reader wrote, plain method names for the
/// libraries in between, nothing of the machinery that runs cells and no path of this machine.
/// </summary>
internal static partial class ExceptionReport
{
    public static ErrorOutput Describe(Exception exception)
    {
        List<string> lines = [];
        for (Exception? current = exception; current is not null; current = current.InnerException)
        {
            string arrow = current == exception ? "" : "---> ";
            lines.AddRange(($"{arrow}{ScriptNames.Clean(current.GetType().ToString())}: {Message(current)}").Split('\n'));
            lines.AddRange(Frames(current).Select(frame => "   " + frame));
        }

        return new ErrorOutput(exception.GetType().Name, Message(exception), lines);
    }

    private static string Message(Exception exception)
    {
        try
        {
            return ScriptNames.Clean(exception.Message).ReplaceLineEndings("\n");
        }
        catch (Exception inner)
        {
            // Message is virtual, and whoever wrote this exception wrote it too.
            return $"(its Message threw {inner.GetType().Name})";
        }
    }

    private static List<string> Frames(Exception exception)
    {
        List<(string Text, bool OfCell)> frames = [];
        foreach (StackFrame frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            MethodBase? method = frame.GetMethod();
            if (method?.DeclaringType is not { } type || IsMachinery(type))
                continue;
            bool ofCell = ScriptNames.IsSubmission(type.Assembly.GetName().Name);
            frames.Add((ofCell ? CellFrame(frame, method, type) : $"at {TypeName(type)}.{MethodName(method, type)}({Parameters(method)})", ofCell));
        }

        // Below the last frame of the cell there is only what called it.
        int last = frames.FindLastIndex(frame => frame.OfCell);
        return [.. frames.Take(last + 1).Select(frame => frame.Text)];
    }

    private static string CellFrame(StackFrame frame, MethodBase method, Type type)
    {
        string place = frame.GetFileName() is { } file
            ? string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}, line {frame.GetFileLineNumber()}")
            : "a cell";
        string name = MethodName(method, type);
        return name is "<Initialize>" or "<Factory>" ? $"at {place}" : $"at {name}({Parameters(method)}) in {place}";
    }

    // A state machine stands for the method whose body it holds: <Name>d__1.MoveNext, and for a lambda <Name>b__0, a local function <Name>g__Inner|0_1.
    private static string MethodName(MethodBase method, Type type)
    {
        string name = method.Name == "MoveNext" && StateMachine().Match(type.Name) is { Success: true } machine ? machine.Groups["name"].Value : method.Name;
        if (LocalFunction().Match(name) is { Success: true } local)
            return local.Groups["name"].Value;
        if (Lambda().Match(name) is { Success: true } lambda)
            return lambda.Groups["name"].Value is "<Initialize>" ? "lambda" : $"lambda in {lambda.Groups["name"].Value}";
        return name;
    }

    private static string Parameters(MethodBase method) =>
        method.Name == "MoveNext" ? "" : string.Join(", ", method.GetParameters().Select(parameter => $"{TypeName(parameter.ParameterType)} {parameter.Name}"));

    private static string TypeName(Type type) => ScriptNames.Clean(type.IsGenericType || type.Namespace is null or "System" ? type.Name : type.FullName ?? type.Name);

    private static bool IsMachinery(Type type) =>
        type.Assembly == typeof(ExceptionReport).Assembly
        || type.Namespace is { } name
            && (name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
                || name is "System.Runtime.CompilerServices" or "System.Runtime.ExceptionServices" or "System.Threading.Tasks");

    [GeneratedRegex(@"^<(?<name>.+)>d__\d+")]
    private static partial Regex StateMachine();

    [GeneratedRegex(@"^<.+>g__(?<name>\w+)\|")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"^<(?<name>.+)>b__")]
    private static partial Regex Lambda();
}
