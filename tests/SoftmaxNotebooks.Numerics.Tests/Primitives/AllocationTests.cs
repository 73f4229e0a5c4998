namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

public class AllocationTests
{
    [Fact]
    public void Span_functions_allocate_nothing()
    {
        double[] z = [1, 2, 3, 4, 5, 6];
        double[] destination = new double[6];
        int[] classes = [2, 0];
        double[] longRow = new double[5000];
        bool[] longMask = new bool[5000];
        float[] longRowFloat = new float[5000];
        float[] zFloat = [1, 2, 3, 4, 5, 6];
        float[] destinationFloat = new float[6];
        CrossEntropyOptions options = new() { ClassWeights = [1, 2, 3], LabelSmoothing = 0.1 };

        // The first call compiles and fills caches; the second counts.
        All();
        long before = GC.GetAllocatedBytesForCurrentThread();
        All();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void All()
        {
            SoftmaxPrimitives.SoftmaxRows(z, 3, destination);
            SoftmaxPrimitives.LogSoftmaxRows(z, 3, destination);
            SoftmaxPrimitives.LogSumExp(z);
            SoftmaxPrimitives.LogSumExp(longRow, longMask);
            SoftmaxPrimitives.LogSumExp(longRowFloat);
            SoftmaxPrimitives.SoftmaxVjpRows(z, z, 3, destination);
            SoftmaxPrimitives.LogSoftmaxVjp(z, z, destination);
            SoftmaxPrimitives.SoftmaxRows(zFloat, 3, destinationFloat);
            CrossEntropy.LossAndGradient(z, 3, classes, destination, options);
            CrossEntropy.LossAndGradient(z, 3, z, destination);
            CrossEntropy.LossAndGradient(zFloat, 3, classes, destinationFloat, options);
        }
    }
}
