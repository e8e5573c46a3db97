"""Checks of day 1: mixtures of Gaussians, the two steps of EM.

N points, D features, K components. Each check runs at two sizes, one of them square,
so that a sum along the wrong axis gives numbers and can be told by its own message.
"""

import numpy as np

from minivae.clusters.mixture.steps import log_sum_exp
from minivae_checks import Wrong, exercise, expect_array, expect_parts
from minivae_checks.day1.gaussian_mixtures.spread import added, covariances_at

# fmt: off


def expect_plain(name, got):
    """Refuse a list: later cells compute with it."""
    if isinstance(got, list | tuple):
        raise Wrong(f"{name} should be one NumPy array, yours is a "
                    f"{type(got).__name__}: later cells compute with it.")


def expect_double(name, got):
    """Refuse a list, and float32, whose 7 digits are too few here."""
    expect_plain(name, got)
    if np.asarray(got).dtype in (np.float16, np.float32):
        raise Wrong(f"{name} is {np.asarray(got).dtype}, which keeps 7 digits or less; "
                    "stay with the float64 that is handed in.")


def _responsibilities(log_joint):
    log_p = log_sum_exp(log_joint)
    return log_p, np.exp(log_joint - log_p[:, None])


@exercise("1.6", points=2, ours=_responsibilities,
          task="return log_p (N,) and r (N, K), from the log joint (N, K)",
          hint="Take the largest of each row out before exp; put it back after log.")
def responsibilities(yours):
    """log p(x_n) and r_nk, by log-sum-exp."""
    for N, K in ((3, 3), (5, 4)):
        _responsibilities_at(yours, np.random.default_rng(16).normal(size=(N, K)) - 2)
    far = np.array([[1000.0, 999.0, 998.0], [-5000.0, -4990.0, -4995.0],
                    [-2.0, -np.inf, -1.0], [-3.0, -3.0, -900.0],
                    [-5000.0, 0.0, 0.5], [-0.5, 0.0, 2000.0]])
    with np.errstate(all="ignore"):
        log_p, r = yours(far)
        taken = {
            "exp(1000) is infinite and exp(-5000) is 0: subtract the largest of each "
            "row before exp.": 0,
            "One largest entry is subtracted from all rows; each row has its own.":
                far.max(),
            "exp(1000) is infinite: the entry of largest size is subtracted, "
            "but without its sign.": abs(far).max(axis=1, keepdims=True),
        }
        for name, one in (("first entry", far[:, :1]), ("second entry", far[:, 1:2]),
                          ("last entry", far[:, 2:]),
                          ("least entry", far.min(axis=1, keepdims=True)),
                          ("median", np.median(far, axis=1, keepdims=True)),
                          ("mean", far.mean(axis=1, keepdims=True))):
            taken[f"The {name} of each row is subtracted; only the largest keeps "
                  "every exp at 1 or below."] = one
        p = {why: np.exp(far - one) for why, one in taken.items()}
        bare_p = {why: np.log(p[why].sum(axis=1)) + np.ravel(one)
                  for why, one in taken.items()}
        bare_r = {why: q / q.sum(axis=1, keepdims=True) for why, q in p.items()}
    want_p, want_r = _responsibilities(far)
    why = ("Two of the rows here are [1000, 999, 998] and [-5000, -4990, -4995]: no "
           "floor, no clipping; subtract the largest entry of each row.")
    expect_array("log_p", log_p, want_p, bare_p | _not_finite(log_p, why), why)
    expect_array("r", r, want_r, bare_r | _not_finite(r, why), why, atol=1e-14)


def _not_finite(got, why):
    """As a suspect: infinities and NaN have a cause here, so name it."""
    return {} if np.all(np.isfinite(got)) else {why: got}


def _responsibilities_at(yours, log_joint):
    N, K = log_joint.shape
    want_p, want_r = _responsibilities(log_joint)
    joint = np.exp(log_joint)
    log_p, r = expect_parts(yours(log_joint), "log_p", "r", wants=(want_p, want_r))
    expect_double("log_p", log_p)
    expect_double("r", r)
    if np.shape(log_p) == (N, 1):
        raise Wrong(f"log_p has shape {(N, 1)}; return {(N,)}, one plain row of "
                    "numbers.")
    largest = log_joint.max(axis=1)
    rows, columns = {}, {}
    if N == K:  # without keepdims the rows' numbers fall on the columns
        p, across = np.exp(log_joint - largest[:, None]), np.exp(log_joint - largest)
        rows = {"The largest of row n is subtracted from column n: keepdims=True is "
                "missing.": largest + np.log(across.sum(axis=1))}
        columns = {
            "Column n is divided by the sum of row n: keepdims=True is missing.":
                p / p.sum(axis=1),
            "Row n's largest is subtracted from column n: keepdims=True is missing.":
                across / across.sum(axis=1, keepdims=True),
        }
    expect_array("log_p", log_p, want_p, rows | {
        "That is p(x); its logarithm is asked for.": np.exp(want_p),
        "The sum runs over the points; for each point, sum over the K components.":
            np.log(joint.sum(axis=0)),
        "That is the total over all points; one number per point is asked for.":
            want_p.sum(),
        "The logarithms are added; that multiplies the joints. Add the joints.":
            log_joint.sum(axis=1),
        "That is the largest term alone; the others add to it.": largest,
        "The largest is not put back after the logarithm.": want_p - largest,
        "The largest is taken away once more; add it.": want_p - 2 * largest,
        "The largest is put back twice, or was never taken out.": want_p + largest,
        "Only the first two components are counted; K may be any number.":
            np.logaddexp(log_joint[:, 0], log_joint[:, 1]),
        "The natural logarithm belongs there.": want_p / np.log(2),
        "The joints are averaged; add them up. The weights are in them already.":
            want_p - np.log(K),
        "The sign is turned round.": -want_p,
    }, because="log_p is the logarithm of the sum of exp(log_joint) over a row.")
    hard = np.eye(K)[log_joint.argmax(axis=1)]
    expect_array("r", r, want_r, columns | {
        "The columns add up to 1; the rows should: who made this point?":
            joint / joint.sum(axis=0),
        "All N K entries together add up to 1; each row should.": joint / joint.sum(),
        "These are the joints; divide each row by its sum.": joint,
        "Only the first two components are counted; K may be any number.":
            joint / joint[:, :2].sum(axis=1, keepdims=True),
        "These are log r; take the exponential.": np.log(want_r),
        "That divides by the largest of the row, not by the sum.":
            joint / joint.max(axis=1, keepdims=True),
        "The logarithms are divided; take exp first.":
            log_joint / log_joint.sum(axis=1, keepdims=True),
        "That is all for the most probable component; r is soft.": hard,
        "r is transposed: points are rows.": want_r.T,
        "The sign of the exponent is turned round.":
            (1 / joint) / (1 / joint).sum(axis=1, keepdims=True),
        "The logarithm is subtracted, but not taken back by exp.":
            log_joint - want_p[:, None],
    }, because="r is exp(log_joint - log_p), row by row; each row adds up to 1.")


def _m_step(X, r):
    counts = r.sum(axis=0)
    means = r.T @ X / counts[:, None]
    away = X[:, None] - means  # (N, K, D)
    scatters = np.einsum("nk,nki,nkj->kij", r, away, away)
    return counts / len(X), means, scatters / counts[:, None, None]


@exercise("1.7", points=3, ours=_m_step,
          task="return weights (K,), means (K, D) and covariances (K, D, D)",
          hint="Means first. Then the spread around which mean? Divided by what?")
def m_step(yours):
    """The M-step: shares, weighted means, weighted covariances around those means."""
    for N, K, D in ((3, 3, 3), (7, 2, 3), (6, 4, 2)):
        rng = np.random.default_rng(17)
        _m_step_at(yours, rng.normal(size=(N, D)) + 2, rng.dirichlet(np.ones(K), N))
    hard = np.repeat(np.eye(2), [4, 5], axis=0)
    X = np.random.default_rng(18).normal(size=(9, 2))
    for name, got, want in zip(("weights", "means", "covariances"), yours(X, hard),
                               _m_step(X, hard), strict=True):
        expect_array(name, got, want, because=
                     "Here every r is 0 or 1: each group's share, mean and covariance.")
    far = X + 1e6
    expect_array("covariances", yours(far, hard)[2], _m_step(far, hard)[2], rtol=1e-4,
                 because="These points lie 1,000,000 from the origin. Subtract the "
                 "mean before you square: E[x xᵀ] - μ μᵀ loses the digits.")


def _m_step_at(yours, X, r):
    (N, D), K = X.shape, r.shape[1]
    wants = _m_step(X, r)
    counts, (share, centre, _) = r.sum(axis=0), wants
    got = expect_parts(yours(X, r), "weights", "means", "covariances", wants=wants)
    weights, means, covariances = got
    for name, part in zip(("weights", "means", "covariances"), got, strict=True):
        expect_double(name, part)
    expect_array("weights", weights, share, added(weights, share, counts, 1) | {
        "These are the N_k; divide by N, so that they add up to 1.": counts,
        "They are divided by K, not by N.": counts / K,
        "All weights are equal: sum r over the points (axis 0), then divide by N.":
            np.full(K, 1 / K),
        "That is the sum over the components; sum r over the points (axis 0).":
            r.sum(axis=1) / N,
        "The points are counted hard, by their largest r; r is soft.":
            np.bincount(r.argmax(axis=1), minlength=K) / N,
    }, because="weights is the sum of r over the points, divided by N.")
    expect_array("means", means, centre, added(means, centre, counts) | {
        "Divide by N_k, the sum of r for this component, not by N or K.":
            r.T @ X / N,
        "These are weighted sums; divide them by N_k.": r.T @ X,
        "That is the mean of all points for every component: r is missing.":
            np.tile(X.mean(axis=0), (K, 1)),
        "Divide by N_k, not by K.": r.T @ X / K,
        "The means are transposed: one per row.": centre.T,
        "The points are counted hard, by their largest r; r is soft.":
            _m_step(X, np.eye(K)[r.argmax(axis=1)] + 1e-300)[1],
        "r is transposed the wrong way: r.T @ X sums over the points.":
            r @ X / counts[:, None] if N == K == D else centre.T,
        "Feature d is divided by the N_k of component d: write counts[:, None].":
            r.T @ X / counts if K == D else centre.T,
        "r is squared; the weights are r itself.":
            (r**2).T @ X / (r**2).sum(axis=0)[:, None],
    }, because="means[k] is the mean of the points, each with the weight r_nk.")
    covariances_at(X, r, wants, covariances)
