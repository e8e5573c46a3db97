"""Check of day 2: the topics of new documents, with φ as it is.

N documents, V words, K topics; tables of counts X are (N, V), topics phi (K, V).
"""

import numpy as np
from scipy.sparse import csr_array

from minivae import topics
from minivae_checks import Wrong, exercise, expect_array
from minivae_checks.day2.plsa.em import _m_step, _responsibilities, m_step
from minivae_checks.day2.plsa.em import responsibilities as e_step
from minivae_checks.earlier import built_on

# fmt: off
NEW = np.array([[3, 0, 1, 2], [0, 5, 0, 1], [4, 4, 1, 0]])  # N = 3, V = 4


def _topics(K, V=4):
    return np.random.default_rng(29 + K).dirichlet(np.full(V, 0.7), K)


def _fold_in(phi, X, n_iter=50):
    return topics.fold_in(csr_array(X, dtype=float), phi, n_iter=n_iter)


def _square():
    X = np.array([[3, 0, 1], [0, 5, 2], [4, 4, 1]])
    return _topics(3, 3), X


@exercise("2.9", points=2, ours=_fold_in,
          task="return theta (N, K) of new documents, with phi as it is",
          hint="EM without the new phi: start at 1/K, n_iter times E and half an M.")
@built_on(e_step, m_step)
def fold_in(yours):
    """θ_dk ∝ Σ_w n_dw r_dwk with φ fixed, n_iter times from θ = 1/K."""
    for phi, X in (_square(), (_topics(2), NEW)):
        _no_step(yours, phi, X)
        for n_iter in (3, 1):
            _fold_in_at(yours, phi, X, n_iter)
        expect_array("theta (n_iter=50)", yours(phi, X, 50), _fold_in(phi, X, 50),
                     because="Does it stop before it has made n_iter steps?")
        default = yours(phi, X)
        expect_array("theta (n_iter not given)", default, _fold_in(phi, X),
                     because="n_iter is 50 if it is not given.")
        alone = np.vstack([yours(phi, X[[d]]) for d in range(len(X))])
        expect_array("theta of the documents one by one", alone, default,
                     because="What a document gets depends on its own words only: "
                     "are the others counted in, or does the loop stop before it has "
                     "made n_iter steps?")
        double = yours(phi, 2 * X)
        expect_array("theta of documents written twice", double, default,
                     because="Twice the same words, the same shares.")
    phi = np.array([[0.5, 0.5, 0.0], [0.2, 0.8, 0.0]])  # the last word is never used
    X = np.array([[2, 1, 0], [1, 3, 0]])
    with np.errstate(all="ignore"):
        theta = yours(phi, X)
    if np.isnan(theta).any():
        raise Wrong("a word that no topic has and no document holds makes it nan, by "
                    "0 / 0: go over the cells docs, words only.")
    expect_array("theta", theta, _fold_in(phi, X), because=
                 "A word that no topic has and no document holds changes nothing.")


def _no_step(yours, phi, X):
    """n_iter=0 gives the start; one step gives an array, not all of the M-step."""
    try:
        start = yours(phi, X, 0)
    except UnboundLocalError as error:
        error.args = (f"{error} (with n_iter=0: the answer is then the start)",)
        raise
    if start is None:
        raise Wrong("with n_iter=0 it returns None, not the start: is the `return` "
                    "missing, or does it stand inside the loop?")
    _fold_in_at(yours, phi, X, 0)
    pair = yours(phi, X, 1)
    if isinstance(pair, tuple) and len(pair) == 2:
        raise Wrong("after a step theta is the pair (theta, phi) that m_step returns: "
                    "take the first of the two, [0].")


def _fold_in_at(yours, phi, X, n_iter):
    N, K = len(X), len(phi)
    docs, words = np.nonzero(X)
    counts, right = X[docs, words], _fold_in(phi, X, n_iter)

    def run(steps, weight=counts, learn=False, pool=False, hard=False, phi=phi,
            other=False):
        theta = np.full((N, K), 1 / K)
        for _ in range(steps):
            r = _responsibilities(theta, phi, docs, words)
            if hard:
                r = np.eye(K)[r.argmax(axis=1)]
            theta, new = _m_step(r, docs, words, weight, N, X.shape[1])
            if other and theta.shape == new.shape:
                theta = new
            if learn:
                phi = new
            if pool:
                theta = np.tile((weight[:, None] * r).sum(axis=0), (N, 1))
                theta = theta / theta.sum(axis=1, keepdims=True)
        return theta

    lengths = X.sum(axis=1, keepdims=True)
    theta = yours(phi, X, n_iter)
    if np.shape(theta) == (N, K) and not np.array_equal(theta, yours(phi, X, n_iter)):
        raise Wrong("two calls differ: start at theta = 1/K, not at random.")
    start = "n_iter=0 gives the start itself: 1/K for each topic"
    if np.shape(theta) == (N, K) and np.allclose(np.sum(theta, axis=1), 1):
        start += ". Yours are other shares: drawn at random, or after a step"
    expect_array(f"theta (n_iter={n_iter})", theta, right, {
        "The start is 1; start at 1/K, so that each row sums to 1.": np.ones((N, K)),
        "All are 0; start at 1 / K (1 // K is 0).": np.zeros((N, K)),
        "That is phi; theta is asked for.": phi,
        "That is phi's half of the M-step; keep theta, the first of the two.":
            run(n_iter, other=True),
        "theta has not moved from 1/K.": np.full((N, K), 1 / K),
        "The start is 1/N; start at 1/K, one share per topic.":
            np.full((N, K), 1 / N),
        "n_iter is not used: it made 50 steps.": _fold_in(phi, X, 50),
        "It makes a step, though n_iter is 0: the loop goes over range(n_iter).":
            right if n_iter else run(1),
        "n_iter steps give the same as one: does each step make r anew, with the "
        "theta of the step before?": run(1),
        "It made one step more than n_iter.": run(n_iter + 1),
        "It made one step less than n_iter.": run(n_iter - 1),
        "phi has learnt from the new documents; it stays as it is.":
            run(n_iter, learn=True),
        "All documents share one theta; each counts its own words.":
            run(n_iter, pool=True),
        "counts is missing: a word that stands there five times counts five times.":
            run(n_iter, weight=np.ones_like(counts)),
        "Each word goes wholly to its best topic; the shares are soft.":
            run(n_iter, hard=True),
        "Each document goes wholly to its best topic; theta holds shares.":
            np.eye(K)[right.argmax(axis=1)],
        "Those are soft counts; divide each row by its sum.": right * lengths,
        "theta is divided by the sum over the documents; each row sums to 1.":
            right * lengths / (right * lengths).sum(axis=0),
        "That is p(z | w) of one step, averaged, with no theta in it.":
            X @ phi.T / (X @ phi.T).sum(axis=1, keepdims=True),
        "Rows and columns are exchanged: theta is (N, K).": right.T,
    }, f"{start}." if n_iter == 0 else
       "From theta = 1/K: r by the E-step, then theta from the soft counts of each "
       "document, n_iter times; phi stays.")
