namespace SoftmaxNotebooks.Numerics.Tests.Evaluation;

public class CalibrationTests
{
    [Fact]
    public void Expected_error_weighs_each_bin_by_its_examples()
    {
        // By hand, with four bins: (0.5, 0.75] holds 0.6 right and 0.7 wrong: |0.5 - 0.65| = 0.15. (0.75, 1] holds 0.8, 1 and 0.9, two right:
        // |2/3 - 0.9| = 0.7/3. Together (2 · 0.15 + 3 · 0.7/3) / 5 = 0.2.
        Calibration calibration = Calibration.FromPredictions([0.6, 0.8, 0.7, 1, 0.9], [true, true, false, true, false], binCount: 4);

        Assert.Equal(0.2, calibration.ExpectedError!.Value, 1e-12);
        Assert.Equal(0.7 / 3, calibration.LargestError!.Value, 1e-12);
        Assert.Equal([0, 0, 2, 3], calibration.Bins.Select(bin => bin.Count));
        Assert.Equal([null, null, 0.5, 2.0 / 3], calibration.Bins.Select(bin => bin.Accuracy));
        Assert.Equal((0.5, 0.75), (calibration.Bins[2].Lower, calibration.Bins[2].Upper));
        Assert.Equal(0.65, calibration.Bins[2].Confidence!.Value, 1e-12);
    }

    [Fact]
    public void A_confidence_on_a_border_belongs_to_the_lower_bin_and_zero_to_the_first()
        => Assert.Equal([2, 0, 1, 1], Calibration.FromPredictions([0, 0.25, 0.75, 1], [true, true, true, true], binCount: 4).Bins.Select(bin => bin.Count));

    [Fact]
    public void Next_to_every_border_the_bin_is_the_one_whose_borders_say_so()
    {
        // 0.14 · 50 is 7.000000000000001, though 0.14 is the border 7/50.
        for (int binCount = 1; binCount <= 100; binCount++)
        {
            for (int b = 0; b <= binCount; b++)
            {
                double border = (double)b / binCount;
                foreach (double confidence in new[] { Math.BitDecrement(border), border, Math.BitIncrement(border) })
                {
                    if (confidence is not (>= 0 and <= 1)) continue;
                    CalibrationBin bin = Calibration.FromPredictions([confidence], [true], binCount).Bins.Single(bin => bin.Count == 1);
                    Assert.True((confidence > bin.Lower || bin.Lower == 0) && confidence <= bin.Upper, $"{confidence:R} of {binCount} bins: {bin}");
                }
            }
        }
    }

    [Fact]
    public void Right_as_often_as_promised_is_an_error_of_zero()
        => Assert.Equal(0, Calibration.FromPredictions([0.75, 0.75, 0.75, 0.75], [true, false, true, true]).ExpectedError);

    [Fact]
    public void Without_examples_there_is_no_error() => Assert.Null(Calibration.FromPredictions([], []).ExpectedError);

    [Fact]
    public void What_is_no_confidence_is_refused()
    {
        Assert.Contains(
            "confidences[1] is 1.5; it must lie in [0, 1]",
            Assert.Throws<ArgumentOutOfRangeException>(() => Calibration.FromPredictions([0, 1.5], [true, true])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibration.FromPredictions([double.NaN], [true]));
        Assert.Throws<ArgumentException>(() => Calibration.FromPredictions([0.5], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibration.FromPredictions([], [], binCount: 0));
    }
}
