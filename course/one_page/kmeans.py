"""K-means: which of these things belong together?

The idea: let one point c_k, a centre, stand for each cluster. Every x_n goes to the
nearest centre, a_n; every centre goes to the mean of its points; and so on in turn.

    J(a, c) = Σ_n ‖x_n - c_(a_n)‖²                the cost, called inertia

    assign:  a_n = argmin_k ‖x_n - c_k‖²          the best labels for these centres
    move:    c_k = the mean of all x_n with a_n = k     the best centres for these labels

Neither step can raise J, and there are only so many ways to label N points: so it
stops. Where it stops depends on the start, and k-means++ starts with centres far apart.

N points, D features, K clusters. Lloyd (1982); Arthur and Vassilvitskii (2007).
Run it: python kmeans.py, or python kmeans.py picture.png
"""

import numpy as np


def squared_distances(X, centres):
    """‖x_n - c_k‖² for all pairs: (N, D), (K, D) -> (N, K)."""
    # was: ((X[:, None] - centres) ** 2).sum(axis=2), which writes N K D numbers;
    # so now: ‖x - c‖² = ‖x‖² - 2 x·c + ‖c‖², where x·c is one product of matrices.
    squares = (X**2).sum(axis=1)[:, None] - 2 * X @ centres.T + (centres**2).sum(axis=1)
    return np.maximum(squares, 0)  # rounding may give -1e-16


def start(X, K, rng):
    """k-means++: each next centre is a point, drawn with p ∝ its present cost."""
    centres = X[[rng.integers(len(X))]]  # (1, D), any point
    while len(centres) < K:
        cost = squared_distances(X, centres).min(axis=1)  # (N,)
        n = rng.choice(len(X), p=cost / cost.sum())
        centres = np.vstack([centres, X[n]])
    return centres


def kmeans(X, centres):
    """Assign and move until no label changes: labels (N,), centres (K, D), all J."""
    labels, history = None, []
    for _ in range(300):  # far more than it needs
        # Assign. For fixed centres J is a sum over points: make each term least.
        before, squares = labels, squared_distances(X, centres)  # (N, K)
        labels = squares.argmin(axis=1)  # (N,)
        history.append(squares.min(axis=1).sum())  # J
        if np.array_equal(labels, before):
            break

        # Move. For fixed labels,
        # was: J = Σ_n ‖x_n - c_k‖² over the points of cluster k, plus the others';
        # so now: dJ/dc_k = -2 Σ_n (x_n - c_k) = 0, which says: c_k is their mean.
        centres = centres.copy()
        for k in np.unique(labels):  # a centre without points stays where it is
            centres[k] = X[labels == k].mean(axis=0)
    return labels, centres, history


if __name__ == "__main__":
    import sys

    import matplotlib.pyplot as plt

    from minivae.data import load_mnist

    data = load_mnist()
    X, y = data.x_train[:2000].astype(float), data.y_train[:2000]  # (N, 784), (N,)
    rng = np.random.default_rng(0)
    runs = [kmeans(X, start(X, 20, rng)) for _ in range(3)]
    labels, centres, history = min(runs, key=lambda run: run[2][-1])
    print("J after each of three starts:", *(f"{run[2][-1]:,.0f}" for run in runs))

    figure, axes = plt.subplots(4, 5, figsize=(7, 6.6), layout="constrained")
    for k, axis in enumerate(axes.flat):
        digits = np.bincount(y[labels == k], minlength=10)
        axis.imshow(centres[k].reshape(28, 28), cmap="gray")
        share = digits.max() / digits.sum()
        axis.set_title(f"{digits.argmax()}: {share:.0%} of {digits.sum()}", fontsize=9)
        axis.axis("off")
    figure.suptitle("20 centres of 2,000 digits, each with its main digit")
    plt.savefig(sys.argv[1]) if len(sys.argv) > 1 else plt.show()
