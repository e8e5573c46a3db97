"""Backpropagation: how much does each weight of a network count for its error?

The idea: a network is a chain of simple functions. Run it forwards and keep what lies in
between; then go the chain backwards, and at each step turn "how the loss changes with
my output" into "how it changes with my input": dL/dx = (dL/dy) (dy/dx), the chain rule.

    h = ReLU(x W1 + b1),   logits l = h W2 + b2,   loss L = mean of -log softmax(l)_y

One pass forwards and one backwards give all gradients; trying out each weight alone would
take a pass a weight. Then Adam takes a step, the same size for steep and for flat weights:

    m ← β₁ m + (1 - β₁) g,   v ← β₂ v + (1 - β₂) g²,   θ ← θ - η m̂ / (√v̂ + ε)

In the code `da` is dL/da, in the shape of `a`. N images in a batch, I pixels, H hidden
units, C classes. Rumelhart, Hinton and Williams (1986); Kingma and Ba (2015).
Run it: python backprop.py, or python backprop.py picture.png
"""

import numpy as np


def start(I, H, C, rng):
    """Weights with a variance that keeps the size of the signal (He, Glorot); b = 0."""
    W1 = rng.standard_normal((I, H)) * np.sqrt(2 / I)
    W2 = rng.standard_normal((H, C)) * np.sqrt(2 / (H + C))
    return {"W1": W1, "b1": np.zeros(H), "W2": W2, "b2": np.zeros(C)}


def forward(params, x):
    """Return h: (N, H) and the logits: (N, C)."""
    h = np.maximum(x @ params["W1"] + params["b1"], 0)  # (N, H), ReLU
    return h, h @ params["W2"] + params["b2"]


def loss_and_grads(params, x, y):
    """Return L, and dL/dθ for each θ in params. x: (N, I), y: (N,) labels."""
    N = len(x)
    h, logits = forward(params, x)
    shifted = logits - logits.max(axis=1, keepdims=True)  # exp never overflows
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, C)
    loss = -log_p[np.arange(N), y].mean()

    # was: L = -Σ_n log_p[n, y_n] / N with log_p_c = l_c - log Σ_j exp(l_j);
    # so now: d log_p_y / dl_c = 1[c = y] - exp(l_c) / Σ_j exp(l_j) = 1[c = y] - p_c.
    dlogits = np.exp(log_p)  # (N, C)
    dlogits[np.arange(N), y] -= 1
    dlogits /= N

    # was: l_nc = Σ_i h_ni W2_ic + b2_c. W2_ic is used by every n, and gradients of all
    # uses add up: Σ_n h_ni dl_nc;  so now: a product of matrices.
    dW2 = h.T @ dlogits  # (H, C)
    db2 = dlogits.sum(axis=0)  # (C,)
    dh = dlogits @ params["W2"].T  # (N, H), for h_ni is used by every class

    # was: h = max(a, 0); so now: the slope is 1 where a > 0, and 0 elsewhere.
    da = dh * (h > 0)  # (N, H)

    # was: a = x W1 + b1; so now: as above. Nobody asks for dx.
    return loss, {"W1": x.T @ da, "b1": da.sum(axis=0), "W2": dW2, "b2": db2}


def adam_step(params, grads, m, v, t, rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """Step t = 1, 2, ... of Adam, in place. m, v: a dict each, zeros at first."""
    for name, g in grads.items():
        m[name] = b1 * m[name] + (1 - b1) * g
        v[name] = b2 * v[name] + (1 - b2) * g**2
        # was: m, v, which started at 0 and are too small at first: after t steps their
        # weights add up to 1 - bᵗ; so now: divided by that.
        m_hat, v_hat = m[name] / (1 - b1**t), v[name] / (1 - b2**t)
        params[name] -= rate * m_hat / (np.sqrt(v_hat) + eps)


def train(params, x, y, epochs, batch, rng):
    """Shuffle, cut into batches, step; return the mean loss of each epoch."""
    m, v = ({name: 0 for name in params} for _ in range(2))
    t, history = 0, []
    for _ in range(epochs):
        losses = []
        for rows in np.array_split(rng.permutation(len(x)), len(x) // batch):
            loss, grads = loss_and_grads(params, x[rows], y[rows])
            adam_step(params, grads, m, v, t := t + 1)
            losses.append(loss)
        history.append(np.mean(losses))
    return history


if __name__ == "__main__":
    import sys

    import matplotlib.pyplot as plt

    from minivae.data import load_mnist

    data, rng = load_mnist(), np.random.default_rng(0)
    x, y = data.x_train[:4000].astype(float), data.y_train[:4000]
    params = start(784, 128, 10, rng)
    history = train(params, x, y, 15, 64, rng)
    print("loss of each epoch:", *(f"{loss:.3f}" for loss in history))
    said = forward(params, data.x_test)[1].argmax(axis=1)  # (N,)
    right, wrong = said == data.y_test, np.flatnonzero(said != data.y_test)[:20]

    figure, axes = plt.subplots(4, 5, figsize=(6, 5.8), layout="constrained")
    for n, axis in zip(wrong, axes.flat, strict=False):
        axis.imshow(data.x_test[n].reshape(28, 28), cmap="gray")
        axis.set_title(f"{said[n]}, but it is {data.y_test[n]}", fontsize=9)
    for axis in axes.flat:
        axis.axis("off")
    figure.suptitle(f"{right.mean():.1%} of the test digits read right; these are not")
    plt.savefig(sys.argv[1]) if len(sys.argv) > 1 else plt.show()
