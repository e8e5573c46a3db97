"""Check of day 2: the lower bound that both steps of EM raise.

N documents, V words, K topics; M cells (d, w) of the table of counts are not zero.
"""

import numpy as np

from minivae_checks import Wrong, exercise, expect_array, expect_close, expect_scalar
from minivae_checks.day2.plsa.em import _responsibilities, corpus

# fmt: off


def _lower_bound(r, theta, phi, docs, words, counts):
    joint = theta[docs] * phi[:, words].T
    used = r > 0
    terms = np.zeros_like(joint)
    with np.errstate(divide="ignore"):
        terms[used] = r[used] * np.log(joint[used] / r[used])
    return float(counts @ terms.sum(axis=1))


@exercise("2.8", points=2, ours=_lower_bound,
          task="return the bound, one number in nats",
          hint="Each token adds sum_k r log(theta phi / r); a share of 0 adds nothing.")
def lower_bound(yours):
    """F = Σ n Σ_k r log(θφ / r): at most log p, and equal to it after an E-step."""
    for size in ("square", "oblong"):
        theta, phi, docs, words, counts = corpus(size)
        r = np.random.default_rng(9).dirichlet(np.ones(len(phi)), len(docs))
        _bound_at(yours, r, theta, phi, docs, words, counts)
        exact = _responsibilities(theta, phi, docs, words)
        log_p = counts @ np.log((theta[docs] * phi[:, words].T).sum(axis=1))
        got = yours(exact, theta, phi, docs, words, counts)
        expect_close("the bound just after an E-step", got, log_p,
                     "There it equals the log-likelihood.")
    theta, phi, docs, words, counts = corpus("oblong")
    theta, r = theta.copy(), r.copy()
    theta[0], r[docs == 0], r[1] = [1, 0], [1, 0], [1, 0]
    want = _lower_bound(r, theta, phi, docs, words, counts)
    with np.errstate(all="ignore"):  # the logarithm of 0 is looked for
        got = yours(r, theta, phi, docs, words, counts)
    expect_scalar("the bound", got)
    if not np.isfinite(got):
        raise Wrong(f"for a share r of exactly 0 it gives {got}: 0 log 0 counts as 0, "
                    "leave such terms out.")
    expect_close("the bound with some r = 0", got, want,
                 "A share of 0 adds nothing; the others stay as they are, with nothing "
                 "added or clipped.",
                 rtol=1e-9)
    r[0] = [0.5, 0.5]  # document 0 lacks topic 1: theta phi = 0 with a share above 0
    with np.errstate(all="ignore"):
        got = yours(r, theta, phi, docs, words, counts)
    expect_scalar("the bound", got)
    if not np.isneginf(got):
        raise Wrong(f"a cell has a share of 0.5 where theta phi is 0: the bound is "
                    f"then -inf, yours is {float(got):.4g}. Leave out the terms with "
                    "r = 0 only; add nothing, clip nothing.")
    _small_shares(yours)


def _small_shares(yours):
    """A share of 10^-p, in 10^p tokens: its term weighs as much as a whole token."""
    phi, cell = np.array([[0.001, 0.999], [1.0, 0.0]]), np.array([0])
    for p in (2, 4, 7, 10, 13, 17):
        r = np.array([[10.0**-p, 1 - 10.0**-p]])  # the second term is 0: r = joint
        with np.errstate(all="ignore"):
            got = yours(r, r.copy(), phi, cell, cell, np.array([10**p]))
        expect_scalar("the bound", got)
        expect_close(f"the bound of one cell, with a share of 1e-{p} and 1e{p} tokens",
                     got, np.log(0.001), "Such a share is small, not 0, and its term "
                     "counts: leave out shares of exactly 0 only; add nothing, clip "
                     "nothing.")


def _bound_at(yours, r, theta, phi, docs, words, counts):
    joint = theta[docs] * phi[:, words].T
    n, log_p = counts[:, None], counts @ np.log(joint.sum(axis=1))
    energy, entropy = np.sum(n * r * np.log(joint)), -np.sum(n * r * np.log(r))
    right = energy + entropy
    got = yours(r, theta, phi, docs, words, counts)
    expect_scalar("the bound", got, "Sum over the topics and over the cells.")
    expect_array("the bound", got, right, {
        "That is the log-likelihood itself; the bound depends on the r that is handed "
        "in.": log_p,
        "The part -r log r is missing.": energy,
        "The part -r log r alone; where are theta and phi?": entropy,
        "The sign of r log r is turned round: divide by r inside the logarithm.":
            energy - entropy,
        "The sign is turned round.": -right,
        "counts is missing: each token adds its term.":
            np.sum(r * np.log(joint / r)),
        "counts is missing in the part with -r log r.":
            energy - np.sum(r * np.log(r)),
        "counts is missing in the part with theta and phi.":
            np.sum(r * np.log(joint)) + entropy,
        "counts stands inside the logarithm; n tokens add n times one term.":
            np.sum(n * r * np.log(n * joint / r)),
        "The soft counts stand inside the logarithm in the place of r.":
            np.sum(n * r * np.log(joint / (n * r))),
        "It is a mean per token; the bound is the sum.": right / counts.sum(),
        "It is a mean over the cells; the bound is the sum.": right / len(counts),
        "r stands inside the logarithm only; each term also has the weight r.":
            np.sum(n * np.log(joint / r)),
        "The logarithm is of base 2; nats have the natural one.": right / np.log(2),
        "The logarithm is of base 10; nats have the natural one.": right / np.log(10),
        "The weight is theta phi; the mean is over r.":
            np.sum(n * joint * np.log(joint / r)),
        "The sum over the topics goes outside the logarithm: that is its point.":
            counts @ np.log((r * joint).sum(axis=1)),
        "The sum over the topics goes outside the logarithm; log of sum_k theta phi "
        "/ r is no bound.": counts @ np.log((joint / r).sum(axis=1)),
        "theta is missing.": np.sum(n * r * np.log(phi[:, words].T / r)),
        "phi is missing.": np.sum(n * r * np.log(theta[docs] / r)),
    }, "Each token adds sum_k r log(theta phi / r), with nothing added or clipped.")
