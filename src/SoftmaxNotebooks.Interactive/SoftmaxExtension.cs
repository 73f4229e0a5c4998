using MathNet.Numerics.LinearAlgebra;
using Microsoft.DotNet.Interactive.Formatting;
using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;
using SoftmaxNotebooks.Numerics.Data;
using SoftmaxNotebooks.Numerics.Networks;
using Complex = System.Numerics.Complex;
using Complex32 = MathNet.Numerics.Complex32;

namespace SoftmaxNotebooks.Interactive;

/// <summary>Makes a notebook show softmax's values so that they can be read.</summary>
public static class SoftmaxExtension
{
    /// <summary>
    /// Registers every formatter of this package. Notebook hosts call it through extension.dib when the package is loaded; any other
    /// host may call it. Calling it twice changes nothing.
    /// </summary>
    /// <remarks>
    /// Shown as HTML and as plain text: <see cref="Jacobian"/> and <see cref="JacobianDifference"/>, <see cref="Vector{T}"/> and
    /// <see cref="Matrix{T}"/> of double, float, <see cref="Complex"/> and <see cref="Complex32"/>, <see cref="GradientCheckReport"/>,
    /// <see cref="ProbabilityVector"/>, <see cref="ConfusionMatrix"/>, <see cref="DigitImage"/>, <see cref="DigitGrid"/> and
    /// <see cref="TrainingProgress"/>. The charts <see cref="LineChart"/>, <see cref="BarChart"/> and <see cref="Heatmap"/> too, and on
    /// request as image/svg+xml and application/vnd.plotly.v1+json; a <see cref="TapeGraph"/> and a <see cref="TrainingHistory"/> too, on
    /// request as image/svg+xml. Shown as plain text, and as HTML only inside of other values: <see cref="TapeValue"/> and
    /// <see cref="Variable"/>. A formatter that is registered later for one of these types wins.
    /// </remarks>
    public static void Load()
    {
        // Asked of the host rather than kept in a field: Formatter.ResetToDefault forgets these formatters, and Load brings them back.
        // Those for arrays are not of Load, and may have come before it.
        if (Formatter.RegisteredFormatters(includeDefaults: false).Any(formatter => formatter is NotebookFormatter { Type.IsArray: false })) return;

        Show<Jacobian>(JacobianFormatter.RenderingOf, JacobianFormatter.LatexOf);
        Show<JacobianDifference>(difference => new JacobianDifferenceFormatter(difference));
        ShowVectorsAndMatrices(NumberKind.Double);
        ShowVectorsAndMatrices(NumberKind.Single);
        ShowVectorsAndMatrices(NumberKind.Complex);
        ShowVectorsAndMatrices(NumberKind.Complex32);
        ShowChart<LineChart>();
        ShowChart<BarChart>();
        ShowChart<Heatmap>();
        ShowDrawing<TapeGraph>(graph => graph);
        ShowDrawing<TrainingHistory>(history => new TrainingHistoryFormatter(history));
        Show<TrainingProgress>(TrainingProgressFormatter.DocumentOf);
        Show<GradientCheckReport>(report => new GradientCheckFormatter(report));
        Show<ProbabilityVector>(ProbabilityVectorFormatter.DocumentOf);
        Show<ConfusionMatrix>(ConfusionMatrixFormatter.DocumentOf);
        Show<DigitImage>(DigitFormatter.RenderingOf);
        Show<DigitGrid>(DigitFormatter.RenderingOf);
        ShowText<TapeValue>();
        ShowText<Variable>();
    }

    /// <summary>
    /// Shows arrays of double and float as tables too: T[], T[,] and T[][]. It is never done unasked, for arrays are everybody's. Calling it
    /// twice changes nothing.
    /// </summary>
    public static void ShowArrays()
    {
        if (Formatter.RegisteredFormatters(includeDefaults: false).Any(formatter => formatter is NotebookFormatter { Type.IsArray: true })) return;

        ShowArraysOf(NumberKind.Double);
        ShowArraysOf(NumberKind.Single);
    }

    private static void ShowArraysOf<T>(NumberKind<T> kind)
    {
        Show<T[]>(array => ArrayFormatter.TableOf(array, kind));
        Show<T[,]>(array => ArrayFormatter.TableOf(array, kind));
        Show<T[][]>(array => ArrayFormatter.TableOf(array, kind));
    }

    private static void ShowVectorsAndMatrices<T>(NumberKind<T> kind)
        where T : struct, IEquatable<T>, IFormattable
    {
        Show<Vector<T>>(vector => VectorFormatter.TableOf(vector, kind));
        Show<Matrix<T>>(matrix => MatrixFormatter.TableOf(matrix, kind), matrix => LatexMatrix.Of(NumberGrid.Of(matrix, kind)));
    }

    /// <summary>Shows charts as HTML and plain text; as SVG and as a Plotly figure to whoever asks: <c>chart.Display("image/svg+xml")</c>.</summary>
    private static void ShowChart<T>()
        where T : Chart
    {
        Formatter.Register(new NotebookFormatter(typeof(T), PlotlyFigure.MimeType, value => ((T)value).ToPlotly()));
        ShowDrawing<T>(chart => chart);
    }

    /// <summary>Shows values of the type as HTML with a picture, and as plain text; the picture by itself to whoever asks for it.</summary>
    private static void ShowDrawing<T>(Func<T, IDrawing> drawingOf)
    {
        Formatter.Register(new NotebookFormatter(typeof(T), NotebookFormatter.Svg, value => drawingOf((T)value).ToSvg()));
        Show(drawingOf);
    }

    /// <summary>Shows values of the type as the text that they are, not as a table of their properties.</summary>
    /// <remarks>Inside of a list or an object, which are HTML, the host asks for HTML and escapes nothing of what it gets.</remarks>
    private static void ShowText<T>()
        where T : notnull
    {
        Formatter.Register(new NotebookFormatter(typeof(T), NotebookFormatter.PlainText, value => value.ToString() ?? ""));
        Formatter.Register(new NotebookFormatter(typeof(T), NotebookFormatter.Html, value => LineFormatter.HtmlOf(value.ToString())));
        Formatter.SetPreferredMimeTypesFor(typeof(T), NotebookFormatter.PlainText);
    }

    /// <summary>Shows values of the type and of its subclasses, as HTML with plain text, and LaTeX where it fits, for whoever cannot show HTML.</summary>
    private static void Show<T>(Func<T, IRendering> renderingOf, Func<T, string>? latexOf = null)
    {
        Formatter.Register(new NotebookFormatter(typeof(T), NotebookFormatter.Html, value => renderingOf((T)value).ToHtml()));
        Formatter.Register(new NotebookFormatter(typeof(T), NotebookFormatter.PlainText, value => renderingOf((T)value).ToPlainText()));
        if (latexOf is null)
        {
            Formatter.SetPreferredMimeTypesFor(typeof(T), NotebookFormatter.Html, NotebookFormatter.PlainText);
            return;
        }

        Formatter.Register(new NotebookFormatter(typeof(T), NotebookFormatter.Latex, value => $"$${latexOf((T)value)}$$"));
        Formatter.SetPreferredMimeTypesFor(typeof(T), NotebookFormatter.Html, NotebookFormatter.PlainText, NotebookFormatter.Latex);
    }
}
