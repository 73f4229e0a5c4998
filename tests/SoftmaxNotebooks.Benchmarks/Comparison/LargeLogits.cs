using System.Numerics.Tensors;
using SoftmaxNotebooks.Benchmarks.Comparison.Peers;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>Softmax of logits around 1,000, whose exponentials no float and no double holds.</summary>
internal static class LargeLogits
{
    private const float Shift = 1024;

    /// <summary>Whether ours is right, and what TensorPrimitives makes of the same.</summary>
    public static Verdict Judge()
    {
        // Eighths: the shift changes nothing else, and softmax is the same without it, where its formula can be taken at its word.
        float[] small = [.. Enumerable.Range(0, 100).Select(i => (i * 37 % 100 / 8f) - 6)];
        float[] large = Array.ConvertAll(small, logit => logit + Shift), ours = new float[large.Length], theirs = new float[large.Length];
        double sum = small.Sum(logit => Math.Exp(logit));
        double[] expected = Array.ConvertAll(small, logit => Math.Exp(logit) / sum);
        SoftmaxPrimitives.Softmax(large, ours);
        TensorPrimitives.SoftMax<float>(large, theirs);
        string peer = IsRight(theirs) ? "right" : "not right";
        return new Verdict($"softmax of logits around {Shift:0}", IsRight(ours), $"{TensorLibrary.Name}: {peer}");

        bool IsRight(float[] result) => result.Zip(expected, (p, q) => Math.Abs(p - q) <= 1e-6 * q).All(isNear => isNear);
    }
}
