using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

/// <summary>Three classes of points scattered around three centres, side² numbers each; the classes take turns.</summary>
internal static class Clouds
{
    public static LabelledExamples Draw(int count, int side = 3, int seed = 1)
    {
        int inputCount = side * side;
        double[][] centres = [.. Enumerable.Range(0, 3).Select(c => new RandomRows(1000 + c).Normal(inputCount, 2))];
        var random = new RandomRows(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(n => n % 3)];
        return new LabelledExamples(
            labels.SelectMany(label => centres[label].Zip(random.Normal(inputCount), (centre, noise) => (float)(centre + noise))).ToArray(), inputCount, labels);
    }
}
