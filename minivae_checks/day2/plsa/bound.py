"""Check of PLSA: the lower bound that both steps of EM raise.

N documents, V words, K topics; M cells (d, w) of the table of counts are not zero.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_close, expect_scalar
from minivae_checks.day2.plsa.em import SIZES, corpus, drawn
from minivae_checks.sizes import expect_any_size


def _lower_bound(r, theta, phi, docs, words, counts):
    joint = theta[docs] * phi[:, words].T
    used = r > 0
    terms = np.zeros_like(joint)
    with np.errstate(divide="ignore"):
        terms[used] = r[used] * np.log(joint[used] / r[used])
    return float(counts @ terms.sum(axis=1))


BOUND = Mistakes("""
    joint, n = theta[docs] * phi[:, words].T, counts[:, None]
    L = lambda inside, weight=n * r: np.sum(weight * np.log(inside))
    energy, entropy, F = L(joint), -L(r), L(joint / r)
    F
    L(joint.sum(axis=1), counts)  # That is the log-likelihood itself; the bound depends on the r that is handed in.
    energy  # The part -r log r is missing.
    entropy  # The part -r log r alone; where are theta and phi?
    energy - entropy  # The sign of r log r is reversed: divide by r inside the logarithm.
    -F  # The sign is reversed.
    L(joint / r, r)  # counts is missing: each token adds its term.
    energy - L(r, r)  # counts is missing in the part with -r log r.
    L(joint, r) + entropy  # counts is missing in the part with theta and phi.
    L(n * joint / r)  # counts stands inside the logarithm; n tokens add n times one term.
    L(joint / (n * r))  # The soft counts stand inside the logarithm in the place of r.
    F / counts.sum()  # It is a mean per token; the bound is the sum.
    F / len(counts)  # It is a mean over the cells; the bound is the sum.
    L(joint / r, n)  # r stands inside the logarithm only; each term also has the weight r.
    F / np.log(2)  # The logarithm is of base 2; nats have the natural one.
    F / np.log(10)  # The logarithm is of base 10; nats have the natural one.
    L(joint / r, n * joint)  # The weight is theta phi; the mean is over r.
    L((r * joint).sum(axis=1), counts)  # The sum over the topics goes outside the logarithm: that is its point.
    L((joint / r).sum(axis=1), counts)
        # The sum over the topics goes outside the logarithm; log of sum_k theta phi / r is no
        # bound.
    L(phi[:, words].T / r)  # theta is missing.
    L(theta[docs] / r)  # phi is missing.
    """)


@exercise("2.8", points=2, ours=_lower_bound)
def lower_bound(yours):
    """F = Σ n Σ_k r log(θφ / r): at most log p, and equal to it after an E-step.

    Task: return the bound, one number in nats
    Hint: Each token adds sum_k r log(theta phi / r); a share of 0 adds nothing.
    """
    for size in ("square", "oblong"):
        names = ("theta", "phi", "docs", "words", "counts")
        theta, phi, docs, words, counts = cells = corpus(size)
        r = np.random.default_rng(9).dirichlet(np.ones(len(phi)), len(docs))
        got = yours(r, *cells)
        expect_scalar("the bound", got, "Sum over the topics and over the cells.")
        why = "Each token adds sum_k r log(theta phi / r), with nothing added or clipped."
        BOUND.judge("the bound", got, why, r=r, **dict(zip(names, cells, strict=True)))
    theta, r = theta.copy(), r.copy()
    theta[0], r[docs == 0], r[1] = [1, 0], [1, 0], [1, 0]
    want = _lower_bound(r, theta, phi, docs, words, counts)
    with np.errstate(all="ignore"):  # the logarithm of 0 is looked for
        got = yours(r, theta, phi, docs, words, counts)
    expect_scalar("the bound", got)
    if not np.isfinite(got):
        raise Wrong(f"for a share r of exactly 0 it gives {got}: 0 log 0 counts as 0, leave such terms out.")
    why = "A share of 0 adds nothing; the others stay as they are, with nothing added or clipped."
    expect_close("the bound with some r = 0", got, want, why)
    r[0] = [0.5, 0.5]  # document 0 lacks topic 1: theta phi = 0 with a share above 0
    with np.errstate(all="ignore"):
        got = yours(r, theta, phi, docs, words, counts)
    expect_scalar("the bound", got)
    if not np.isneginf(got):
        raise Wrong(
            "a cell has a share of 0.5 where theta phi is 0: the bound is then -inf, yours is "
            f"{float(got):.4g}. Leave out the terms with r = 0 only; add nothing, clip nothing."
        )
    _small_shares(yours)
    sizes = iter(SIZES)
    expect_any_size("the bound", yours, _lower_bound, lambda rng: _drawn(rng, *next(sizes)))


def _drawn(rng, N, V, K):
    cells = drawn(rng, N, V, K)
    return rng.dirichlet(np.ones(K), len(cells[2])), *cells


def _small_shares(yours):
    """A share of 10^-p, in 10^p tokens: its term weighs as much as a whole token."""
    phi, cell = np.array([[0.001, 0.999], [1.0, 0.0]]), np.array([0])
    why = (
        "Such a share is small, not 0, and its term counts: leave out shares of exactly 0 only; "
        "add nothing, clip nothing."
    )
    for p in (2, 4, 7, 10, 13, 17, 20, 30, 100, 200):
        r = np.array([[10.0**-p, 1 - 10.0**-p]])  # the second term is 0: r = joint
        with np.errstate(all="ignore"):
            got = yours(r, r.copy(), phi, cell, cell, np.array([10.0**p]))
        expect_scalar("the bound", got)
        what = f"the bound of one cell, with a share of 1e-{p} and 1e{p} tokens"
        expect_close(what, got, np.log(0.001), why)
