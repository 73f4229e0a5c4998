using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

public class NetworkEvaluationTests
{
    [Fact]
    public void Evaluation_says_of_each_example_what_the_plain_form_says()
    {
        // More examples than one batch of the evaluation holds.
        LabelledExamples examples = Clouds.Draw(700);
        Network network = Network.Create([9, 8, 3], Activation.Tanh);
        Matrix<double> x = Matrix<double>.Build.DenseOfRowMajor(700, 9, examples.Inputs.ToArray().Select(value => (double)value));
        Matrix<double> probabilities = network.Forward(x).Probabilities;

        NetworkEvaluation evaluation = network.Evaluate(examples);

        Assert.Equal(network.Loss(x, examples.Labels.Span), evaluation.Loss, 1e-5);
        Assert.Equal(700, evaluation.ConfusionMatrix.ExampleCount);
        Assert.Equal(700, evaluation.Calibration.ExampleCount);
        for (int n = 0; n < 700; n++)
        {
            EvaluatedExample example = evaluation.Predictions[n];
            Assert.Equal((n, n % 3), (example.Index, example.Label));
            Assert.Equal(probabilities.Row(n).MaximumIndex(), example.Prediction);
            Assert.Equal(probabilities.Row(n).Maximum(), example.Confidence, 1e-5);
            Assert.Equal(-Math.Log(probabilities[n, n % 3]), example.Loss, 1e-4);
        }

        Assert.Equal(evaluation.Predictions.Count(example => example.IsCorrect) / 700.0, evaluation.Accuracy);
    }

    [Fact]
    public void The_most_wrong_examples_come_with_the_highest_loss_first()
    {
        NetworkEvaluation evaluation = Network.Create([9, 8, 3]).Evaluate(Clouds.Draw(50));

        IReadOnlyList<EvaluatedExample> worst = evaluation.MostWrong(5);

        Assert.Equal(evaluation.Predictions.Select(example => example.Loss).Order().TakeLast(5).Reverse(), worst.Select(example => example.Loss));
        Assert.Equal(50, evaluation.MostWrong(80).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => evaluation.MostWrong(-1));
    }

    [Fact]
    public void More_classes_than_a_confusion_matrix_has_are_refused_by_their_number()
    {
        Network network = Network.Create([1, 4097]);

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(
            () => network.Evaluate(new LabelledExamples(new[] { 1f }, 1, new[] { 0 })));

        Assert.Contains("4097 classes; to be evaluated it must have at most 4096", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_examples_or_with_logits_that_overflow_there_is_no_evaluation()
    {
        Network network = Network.Create([2, 3]);

        Assert.Contains("0 examples", Assert.Throws<ArgumentException>(() => network.Evaluate(new LabelledExamples(default, 2, default))).Message, StringComparison.Ordinal);
        Network huge = network.WithWeights(1, Matrix<double>.Build.Dense(2, 3, 3e38));
        ArithmeticException exception = Assert.Throws<ArithmeticException>(() => huge.Evaluate(new LabelledExamples(new[] { 1f, 1f }, 2, new[] { 0 })));
        Assert.Contains("Logit 0 of example 0 is Infinity", exception.Message, StringComparison.Ordinal);
    }
}
