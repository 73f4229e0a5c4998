namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>f, what a hidden layer does to its weighted inputs.</summary>
public enum Activation
{
    /// <summary>f(z) = max(z, 0)</summary>
    Relu,

    /// <summary>f(z) = tanh(z)</summary>
    Tanh,

    /// <summary>f(z) = 1 / (1 + exp(-z))</summary>
    Sigmoid,
}
