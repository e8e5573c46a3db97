"""The Chinese restaurant: clusters whose number need not be known.

The idea: customers come one after another. Each joins a table with n_k people with a
probability in proportion to n_k, or opens a new table in proportion to α. Nobody says
how many tables there will be. A table is a cluster; what its guests share is a mean:

    z ~ CRP(α),   m_k ~ N(0, τ² I),   x_i ~ N(m of table z_i, s² I)

The order of arrival changes nothing (exchangeability), so anybody may be called the
last to come. That is the sampler: one customer stands up, and sits down again with

    p(z_i = k   | all others) ∝ n_k p(x_i | the points at table k)
    p(z_i = new | all others) ∝ α   p(x_i)

n customers (points), D features, K tables. Neal (2000), algorithm 3.
Run it: python restaurant.py, or python restaurant.py picture.png
"""

import numpy as np


def log_predictive(x, counts, sums, s2, tau2):
    """log p(x | the points at each table), x: (D,), counts: (K,), sums: (K, D) -> (K,).

    was: the integral of N(x; m, s² I) p(m | points) over the mean m, unknown;
    so now: m | points is N(Σ x / (κ + n), s² / (κ + n) I) with κ = s²/τ², as if κ points
    at 0 had come before; and x is m plus noise, so the two variances add up.
    """
    kappa = s2 / tau2
    means = sums / (kappa + counts)[:, None]  # (K, D)
    variances = s2 / (kappa + counts) + s2  # (K,)
    squares = ((x - means) ** 2).sum(axis=1)  # (K,)
    return -0.5 * (len(x) * np.log(2 * np.pi * variances) + squares / variances)


def sweep(X, z, counts, sums, alpha, s2, tau2, u):
    """Seat each customer once more, in place. z[i] = -1: not in the room yet.

    counts: (n,) and sums: (n, D) of tables 0 ... n-1, most of them empty.
    u: (n,), one uniform number a customer.
    """
    for i, x in enumerate(X):
        if z[i] >= 0:  # i stands up, and takes x out of the sums: else it votes
            counts[z[i]] -= 1  # for its own table
            sums[z[i]] -= x
        new = counts.argmin()  # the first empty table
        sums[new] = 0  # exactly: rounding may have left 1e-16
        tables = np.append(np.flatnonzero(counts), new)  # (K + 1,)
        # An empty table has n = 0, so that the formula gives p(x) there by itself; only
        # its weight is α.
        weights = np.append(counts[tables[:-1]], alpha)
        log_p = log_predictive(x, counts[tables], sums[tables], s2, tau2)
        # was: p / Σ p, where all of them may be 0; so now: the largest becomes 1.
        p = weights * np.exp(log_p - log_p.max())
        below = np.cumsum(p)  # a uniform number picks k with p_k / Σ p
        z[i] = tables[np.searchsorted(below, u[i] * below[-1], side="right")]
        counts[z[i]] += 1
        sums[z[i]] += x


def sample(X, alpha, s2, tau2, sweeps, rng):
    """Seat all one by one, then go on; return z after each sweep: (sweeps, n)."""
    z = np.full(len(X), -1)
    counts, sums = np.zeros(len(X), int), np.zeros_like(X)
    chain = []
    for _ in range(sweeps):
        sweep(X, z, counts, sums, alpha, s2, tau2, rng.random(len(X)))
        chain.append(z.copy())
    return np.array(chain)


if __name__ == "__main__":
    import sys

    import matplotlib.pyplot as plt

    from minivae.data import load_digits

    data = load_digits()
    x, y = data.x_train.astype(float), data.y_train  # (n, 64), (n,)
    chain = sample(x - x.mean(axis=0), 1.0, 0.04, 0.06, 20, np.random.default_rng(0))
    print("tables after each sweep:", *(len(np.unique(z)) for z in chain))

    tables, sizes = np.unique(chain[-1], return_counts=True)
    largest = tables[np.argsort(-sizes)][:24]
    figure, axes = plt.subplots(3, 8, figsize=(9, 4.6), layout="constrained")
    for axis in axes.flat:
        axis.axis("off")
    for axis, k in zip(axes.flat, largest, strict=False):
        digits = np.bincount(y[chain[-1] == k], minlength=10)
        axis.imshow(x[chain[-1] == k].mean(axis=0).reshape(8, 8), cmap="gray")
        share = digits.max() / digits.sum()
        axis.set_title(f"{digits.argmax()}: {share:.0%} of {digits.sum()}", fontsize=9)
    figure.suptitle(f"The largest of {len(tables)} tables, each with its main digit")
    plt.savefig(sys.argv[1]) if len(sys.argv) > 1 else plt.show()
