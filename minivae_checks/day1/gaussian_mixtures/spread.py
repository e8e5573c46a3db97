"""Checks of day 1: how mixtures of Gaussians spread, as fitted and as drawn.

N points, D features, K components.
"""

import numpy as np

from minivae_checks import Wrong, expect_array
from minivae_checks.expect import close

# fmt: off
FIXED = ("every sample holds exactly the same number of each component; these numbers "
         "are random too: each point draws its component for itself.")


def added(got, want, counts, power=-1):
    """As a suspect: ``got`` is made with N_k + ε, the same ε > 0 for all k."""
    got, want = np.asarray(got), np.asarray(want)
    if got.shape != want.shape or got.dtype.kind != "f":
        return {}
    N_k = counts.reshape(-1, *[1] * (want.ndim - 1))
    with np.errstate(all="ignore"):
        more = ((got / want) ** power - 1) * N_k
    if not (more.min() > 0 and np.ptp(more) < 1e-3 * more.min()):
        return {}
    return {f"Something ({more.min():.1g}) is added to N_k; add nothing here.": got}


def covariances_at(X, r, wants, covariances):
    """Refuse covariances of the M-step but the right ones."""
    (N, D), K = X.shape, r.shape[1]
    counts, (share, centre, spread) = r.sum(axis=0), wants
    N_k = counts[:, None, None]
    overall, away = X - X.mean(axis=0), X[:, None] - centre
    flat = np.einsum("nki,nkj->kij", away, away)
    hard = np.eye(K, dtype=bool)[r.argmax(axis=1)].T
    groups = [X[g] - X[g].mean(axis=0) if g.any() else X * np.nan for g in hard]
    tied = np.einsum("k,kij->ij", share, spread)
    suspects = {
        "The spread is around the mean of all points; take the component's new mean.":
            np.einsum("nk,ni,nj->kij", r, overall, overall) / N_k,
        "The mean is not taken away: that is the spread around the origin.":
            np.einsum("nk,ni,nj->kij", r, X, X) / N_k,
        "Divide by N_k, not by N or K.": spread * share[:, None, None],
        "Divide by N_k, not by K.": spread * N_k / K,
        "These are weighted sums; divide them by N_k.": spread * N_k,
        "Divide by N_k itself; here 1 is taken away from it.":
            spread * N_k / (N_k - 1),
        "np.cov divides by less than N_k, unless it is told ddof=0.":
            np.array([np.cov(X.T, aweights=c) for c in r.T]),
        "That is the covariance of all points, every time: r is missing.":
            np.tile(np.cov(X.T, ddof=0), (K, 1, 1)),
        "That is np.cov of all points, every time: r is missing, and N - 1 divides.":
            np.tile(np.cov(X.T), (K, 1, 1)),
        "r is missing: every point counts fully.": flat / N,
        "r is missing above; every point counts fully, divided by N_k.": flat / N_k,
        "The points are counted hard, by their largest r; r is soft.":
            np.array([g.T @ g / max(1, len(g)) for g in groups]),
        "r of the first point serves all points; r[:, k] is the whole column.":
            r[0][:, None, None] * flat / N_k,
        "r is squared: put it on one of the two factors alone.":
            np.einsum("nk,nki,nkj->kij", r**2, away, away) / N_k,
        "The root of r stands on one factor; put r itself there.":
            np.einsum("nk,nki,nkj->kij", np.sqrt(r), away, away) / N_k,
        "Only the variances are there; the products of different features are missing.":
            np.eye(D) * spread,
        "These are variances (K, D); the products of different features are missing.":
            np.diagonal(spread, axis1=1, axis2=2),
        "One triangle is missing: a covariance is symmetric.": np.tril(spread),
        "One triangle is missing; a covariance is symmetric.": np.triu(spread),
        "The last component is left out: does the loop end too early?":
            spread * (np.arange(K) < K - 1)[:, None, None],
        "The components come first: (K, D, D). Here they come last.":
            np.moveaxis(spread, 0, 2),
        "One covariance for all (tied); each component has its own here.":
            np.tile(tied, (K, 1, 1)),
        "One covariance for all (tied); each component has its own.": tied,
    }
    if N == K == D:
        suspects |= {
            "The product is turned round: (D, N) times (N, D) sums over the points.":
                np.einsum("nk,nki,mki->knm", r, away, away) / N_k,
            "Column d is divided by the N_k of component d: counts[:, None, None].":
                spread * N_k / counts,
        }
    got = np.asarray(covariances)
    if got.shape == spread.shape and got.dtype.kind == "f":
        extra = (got - spread)[0]
        more = extra[0, 0]
        if 1e-10 < more and close(extra, more * np.eye(D), 1e-4, 1e-13):
            raise Wrong(f"something ({more:.1g}) is added to the diagonal of the "
                        "covariances (reg_covar?); add nothing here.")
    suspects |= added(got, spread, counts)
    expect_array("covariances", covariances, spread, suspects,
                 "covariances[k] is the mean of (x - mean_k)(x - mean_k)ᵀ under the "
                 "weights r_nk.", rtol=1e-9, atol=1e-11)


def points_at(x, k, weights, means, covariances):
    """Refuse 30,000 drawn points whose shares, means or covariances are off."""
    (K, D), n = means.shape, 30_000
    if np.shape(x) == (n,) and np.shape(k) == (n, D):
        raise Wrong("the order is x, k: the points come first.")
    if np.shape(x) != (n, D):
        raise Wrong(f"x should have shape {(n, D)}, yours {np.shape(x)}.")
    if np.shape(k) != (n,) or k.dtype.kind not in "iu":
        raise Wrong(f"k should be {n} integers, one per point; yours has shape "
                    f"{np.shape(k)} and type {k.dtype}.")
    if k.min() < 0 or k.max() >= K:
        raise Wrong(f"k should run from 0 to K - 1; yours from {k.min()} to {k.max()}.")
    share = np.bincount(k, minlength=K) / n
    if (share == 1).any():
        raise Wrong("all points come from one component; draw one for each point.")
    if abs(share - weights).max() > 0.02:
        same = abs(share - 1 / K).max() < 0.02
        raise Wrong(f"the components' shares are {share.round(2)}, their weights "
                    f"{weights}: {'all are' if same else 'k is not'} "
                    f"{'equally probable here' if same else 'drawn by its weights'}.")
    total = weights @ means
    if all(abs(x[k == j].mean(axis=0) - total).max() < 0.3 for j in range(K)):
        raise Wrong("the points do not belong to the k that is returned with them: "
                    "every k has the same mean. Is it drawn twice, or put in order?")
    for j in range(K):
        if np.ptp(x[k == j], axis=0).max() < 1e-12:
            raise Wrong(f"all points of component {j} are equal: the noise is missing, "
                        "or all get the same noise. Draw it for each point.")
        mean = x[k == j].mean(axis=0)
        if abs(mean - means[j]).max() > 0.15:
            why = _moved(mean, means[j], covariances[j])
            raise Wrong(f"the points of component {j} have the mean {mean.round(2)}, "
                        f"it should be {means[j]}.{why}")
        _spread_at(np.cov(x[k == j].T), covariances, j)


def _moved(mean, right, covariance):
    if abs(mean).max() < 0.15:
        return " The mean is not added."
    noise = np.linalg.solve(np.linalg.cholesky(covariance), mean - right)
    if np.ptp(noise) < 0.1:
        return (f" The noise has the mean {noise.mean():.1f}, it should have the mean "
                "0: rng.standard_normal draws such noise.")
    return ""


def _spread_at(got, covariances, j):
    right = covariances[j]
    factor = np.linalg.cholesky(right)
    deviation = np.sqrt(np.diag(right))

    def near(want):
        return abs(got - want).max() < 0.1 * max(1, abs(want).max())

    if near(right):
        return
    mistakes = {
        "The noise is multiplied by the covariance; take its factor L, L Lᵀ = Σ.":
            right @ right,
        "The factor is transposed: the spread is LᵀL. For rows, eps @ L.T.":
            factor.T @ factor,
        "The noise is not scaled at all.": np.eye(len(right)),
        "The correlations are lost: only the standard deviations are used.":
            np.diag(deviation**2),
        "The noise is scaled by the variances, and the correlations are lost.":
            np.diag(deviation**4),
        "One number of noise serves all features of a point.":
            np.outer(factor.sum(axis=1), factor.sum(axis=1)),
        "One number of noise serves all features of a point, scaled by the deviations.":
            np.outer(deviation, deviation),
        "Only the diagonal of L is used: each feature needs its whole row of L.":
            np.diag(np.diag(factor) ** 2),
        "The covariance of the first component serves all.": covariances[0],
        "The covariance of the last component serves all.": covariances[-1],
    }
    why = "The points of a component spread as its covariance says."
    times = np.sum(got * right) / np.sum(right**2)
    if abs(got - times * right).max() < 0.05 * abs(got).max():
        why = (f"All of yours is about {times:.2g} times the right one: look for a "
               "factor in L, or in the noise, which should have the variance 1.")
    why = next((text for text, want in mistakes.items() if near(want)), why)
    raise Wrong(f"the points of component {j} have the covariance "
                f"{got.round(2).tolist()}, it should be {right.round(2).tolist()}. "
                f"{why}")


def seeds_at(yours, arguments):
    """Refuse a sample that does not depend on the generator's seed."""
    one, two = (yours(60, *arguments, np.random.default_rng(seed)) for seed in (1, 2))
    if np.array_equal(one[1], two[1]) and np.ptp(one[1]) > 0:
        if (np.diff(one[1]) >= 0).all():
            raise Wrong(FIXED)
        raise Wrong("generators with two different seeds give the same k: draw it, and "
                    "from the rng that is handed in, not from one of your own.")


def noise_at(eps):
    """Refuse noise (n, D) of variance 1 that is not normal."""
    variance = np.var(eps, axis=0)
    if abs(variance - 1).max() > 0.05:
        raise Wrong("where the covariance is the identity, the noise has the variances "
                    f"{variance.round(2)}; all should be 1.")
    fourth = np.mean((eps - eps.mean(axis=0)) ** 4, axis=0) / variance**2
    if abs(fourth - 3).max() > 0.25:
        raise Wrong("the noise is not normal: with variance 1, the mean of its fourth "
                    f"power is {fourth.mean():.2f}, not 3. Draw it by "
                    "rng.standard_normal.")
