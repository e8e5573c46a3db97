"""UMAP: a map on which neighbours in the data lie side by side.

The idea: in many dimensions only small distances tell much. So keep the k nearest of
each point and forget the rest: a graph. Then lay the graph out in two dimensions, where
edges pull, and points drawn at random push.

    p_ij = exp(-(d_ij - ρ_i) / σ_i)       how much i holds on to its neighbour j;
                                          ρ_i: the nearest; σ_i: such that Σ_j p_ij = log2 k
    w_ij = p_ij + p_ji - p_ij p_ji        one of the two holds: the weight of the edge
    q_ij = 1 / (1 + a ‖y_i - y_j‖^2b)     the strength on the map
    C = -Σ_ij w_ij log q_ij + (1 - w_ij) log(1 - q_ij)

Of the second sum five random j stand for all, at each turn of an edge of i: so the pushes
are far fewer than C asks for. Distances between islands are in no edge, and mean little.

N points, E edges. McInnes, Healy and Melville (2018). Copies: let them stand once.
Run it: python umap.py, or python umap.py picture.png
"""

import numpy as np


def graph(X, k):
    """The weights w as a full matrix: (N, N). k counts the point itself."""
    distances = np.sqrt(((X[:, None] - X) ** 2).sum(axis=2))  # (N, N)
    np.fill_diagonal(distances, np.inf)  # no point is its own neighbour
    P = np.zeros_like(distances)
    for i, d in enumerate(distances):
        near = np.argsort(d, kind="stable")[: k - 1]
        # was: Σ_j exp(-(d_j - ρ) / σ) = log2 k, which no formula solves for σ;
        # so now: the sum rises with σ, and bisection closes in on it.
        excess, low, high = d[near] - d[near[0]], 0.0, 1.0
        while np.exp(-excess / high).sum() < np.log2(k):
            high *= 2
        for _ in range(100):
            sigma = (low + high) / 2
            too_wide = np.exp(-excess / sigma).sum() > np.log2(k)
            low, high = (low, sigma) if too_wide else (sigma, high)
        P[i, near] = np.exp(-excess / sigma)
    return P + P.T - P * P.T


def fit_curve(min_dist):
    """a, b: q is near 1 up to min_dist, and near exp(-(d - min_dist)) beyond."""
    d = np.linspace(0, 3, 300)[1:]
    wanted, theta = np.exp(-np.maximum(d - min_dist, 0)), np.zeros(2)  # log a, log b
    for _ in range(50):  # Gauss-Newton: least squares of the tangent, again and again
        a, b = np.exp(theta)
        q = 1 / (1 + a * d ** (2 * b))
        # dq / dlog a = -q (1 - q), since a d^2b q = 1 - q;  dlog b: times 2 b log d.
        slope = -q * (1 - q)
        J = np.stack([slope, slope * 2 * b * np.log(d)], axis=1)  # (N, 2)
        theta = theta + np.linalg.lstsq(J, wanted - q, rcond=None)[0]
    return np.exp(theta)


def epoch(y, heads, tails, others, rate, a, b):
    """Each edge pulls its ends together; others (E, 5), too, push its head away."""
    y = y.copy()
    for i, j, drawn in zip(heads, tails, others, strict=True):
        # With s = ‖y_i - y_j‖²: -log q = log(1 + a s^b),
        # was: d/ds = a b s^(b-1) / (1 + a s^b); so now: times ds/dy_i = 2 (y_i - y_j).
        s, pull, push = np.sum((y[i] - y[j]) ** 2), np.zeros(2), np.zeros(2)
        if s > 0:
            pull = 2 * a * b * s ** (b - 1) / (1 + a * s**b) * (y[i] - y[j])
        # Push: -log(1 - q) = log(1 + a s^b) - log(a s^b); below s stands s + 0.001.
        for other in drawn:
            s = np.sum((y[i] - y[other]) ** 2)
            away = -2 * b / ((0.001 + s) * (1 + a * s**b)) * (y[i] - y[other])
            push += np.clip(away, -4, 4)
        pull = np.clip(pull, -4, 4)  # all forces are those before the step, downhill
        y[i] -= rate * (pull + push)
        y[j] += rate * pull
    return y


def lay_out(w, y, epochs, rng, min_dist=0.1):
    """From the places y (N, 2): an edge has its turn in a share w / max(w) of epochs."""
    heads, tails = w.nonzero()  # each edge from both of its ends
    rates, (a, b) = w[heads, tails] / w.max(), fit_curve(min_dist)
    for t in range(epochs):
        turn = np.floor((t + 1) * rates) > np.floor(t * rates)
        others = rng.integers(len(y), size=(turn.sum(), 5))
        y = epoch(y, heads[turn], tails[turn], others, 1 - t / epochs, a, b)
    return y


if __name__ == "__main__":
    import sys

    import matplotlib.pyplot as plt

    from minivae.data import load_digits

    digits = load_digits()
    X, labels = digits.x_train[:300].astype(float), digits.y_train[:300]
    rng = np.random.default_rng(0)
    flat = (X - X.mean(axis=0)) @ np.linalg.svd(X - X.mean(axis=0))[2][:2].T  # PCA
    places = lay_out(graph(X, 15), 10 * flat / np.abs(flat).max(), 60, rng)
    for name, y in (("PCA", flat), ("UMAP", places)):
        apart = ((y[:, None] - y) ** 2).sum(axis=2) + np.diag(np.full(len(y), np.inf))
        same = np.mean(labels[apart.argmin(axis=1)] == labels)
        print(f"{name}: the nearest on the map is the same digit in {same:.0%}")

    figure, axes = plt.subplots(figsize=(6, 6), layout="constrained")
    for place, label in zip(places, labels, strict=True):
        axes.text(*place, label, color=f"C{label}", ha="center", va="center")
    axes.set(xlim=(places[:, 0].min() - 1, places[:, 0].max() + 1))
    axes.set(ylim=(places[:, 1].min() - 1, places[:, 1].max() + 1), title="300 digits")
    plt.savefig(sys.argv[1]) if len(sys.argv) > 1 else plt.show()
