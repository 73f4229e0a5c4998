using System.Reflection;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Training;

/// <summary>One output of a notebook's cell, updated in its place.</summary>
/// <remarks>
/// By reflection, so that nothing of a notebook host has to be referenced: <c>System.DisplayExtensions.Display(object, string[])</c> and,
/// on its result, <c>Update(object)</c>.
/// </remarks>
internal sealed class NotebookView : ITrainingView
{
    /// <summary>The assemblies that bring these methods and a place to display in: this repository's host, and .NET Interactive.</summary>
    private static readonly string[] Hosts = ["softmax-notebooks", "Microsoft.DotNet.Interactive"];

    private readonly MethodInfo _display;

    // That of the cell: a thread that the training started need not know which cell it works for.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    private object? _displayed;
    private MethodInfo? _update;

    private NotebookView(MethodInfo display) => _display = display;

    /// <summary>The ways to display that these assemblies offer, the most promising first; none outside of a notebook.</summary>
    public static IEnumerable<NotebookView> In(IEnumerable<Assembly> assemblies)
    {
        (string Name, Assembly Assembly)[] named = [.. assemblies.Select(assembly => (assembly.GetName().Name ?? "", assembly))];
        // Later versions of the formatting package have these methods too. Without a host they write to the console, and an update is
        // another line there: then the console's own view is better.
        if (!named.Any(one => Hosts.Contains(one.Name))) return [];
        return named
            .Where(one => Hosts.Contains(one.Name) || one.Name.StartsWith($"{Hosts[^1]}.", StringComparison.Ordinal))
            .OrderBy(one => (uint)Array.IndexOf(Hosts, one.Name))
            .ThenBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => DisplayOf(one.Assembly))
            .OfType<MethodInfo>()
            .Select(display => new NotebookView(display));
    }

    public void Show(TrainingProgress progress)
    {
        if (_context is null) ShowInCell(progress);
        else ExecutionContext.Run(_context, boxed => ShowInCell(boxed!), progress);
    }

    private void ShowInCell(object progress)
    {
        if (_displayed is null)
        {
            _displayed = _display.Invoke(null, [progress, Array.Empty<string>()]);
            _update = _displayed is null ? null : UpdateOf(_displayed.GetType());
            if (_update is null) throw new NotSupportedException("What is displayed cannot be updated.");
        }
        else
        {
            _update!.Invoke(_displayed, [progress]);
        }
    }

    private static MethodInfo? DisplayOf(Assembly assembly)
    {
        try
        {
            MethodInfo? display = assembly.GetType("System.DisplayExtensions")?.GetMethod("Display", [typeof(object), typeof(string[])]);
            return display is { IsStatic: true } && UpdateOf(display.ReturnType) is not null ? display : null;
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or TypeLoadException)
        {
            // Half of a host, whose own references cannot be loaded.
            return null;
        }
    }

    private static MethodInfo? UpdateOf(Type displayed) => displayed.GetMethod("Update", [typeof(object)]);
}
