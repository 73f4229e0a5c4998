using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Random directions that are the same for the same seed, on every machine and in every version of .NET.</summary>
internal sealed class NormalRandom(int seed)
{
    // System.Random promises no sequence from one version of .NET to the next; the Mersenne twister is a published algorithm.
    private readonly MersenneTwister _random = new(seed, threadSafe: false);

    /// <summary>Uniform on the unit sphere, as a vector of independent normal numbers is once it is divided by its length.</summary>
    internal double[] UnitVector(int count)
    {
        var values = new double[count];
        double squares;
        do
        {
            Normal.Samples(_random, values, 0, 1);
            squares = values.Sum(value => value * value);
        }
        while (squares == 0);

        for (int j = 0; j < count; j++) values[j] /= Math.Sqrt(squares);
        return values;
    }
}
