"""Checks of PLSA: new documents, with φ as it is, and how well they are predicted.

N documents, V words, K topics; tables of counts are (N, V), topics phi (K, V).
"""

import numpy as np
from scipy.sparse import csr_array

from minivae import topics
from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_scalar
from minivae_checks.day2.plsa import em
from minivae_checks.day2.plsa.likelihood import perplexity, score
from minivae_checks.earlier import built_on
from minivae_checks.sizes import expect_any_size

NEW = np.array([[3, 0, 1, 2], [0, 5, 0, 1], [4, 4, 1, 0]])  # N = 3, V = 4
REST = np.array([[1, 2, 0, 4], [2, 1, 3, 0], [0, 1, 6, 2]])
SQUARE = np.array([[3, 0, 1], [0, 5, 2], [4, 4, 1]])
UNUSED = np.array([[0.5, 0.5, 0.0], [0.2, 0.8, 0.0]])  # phi: the last word is never used


def _topics(K, V=4):
    return np.random.default_rng(29 + K).dirichlet(np.full(V, 0.7), K)


def fold(phi, X, n_iter=50):
    """Theta (N, K) after ``n_iter`` steps."""
    return topics.fold_in(csr_array(X, dtype=float), phi, n_iter=n_iter)


def slip(phi, X, n_iter, step):
    """The same by other steps: ``theta, phi = step(r, docs, words, counts, N, V, phi)``."""
    (N, V), (docs, words) = X.shape, np.nonzero(X)
    theta = np.full((N, len(phi)), 1 / len(phi))
    for _ in range(n_iter):
        r = em.e_step(theta, phi, docs, words)
        theta, phi = step(r, docs, words, X[docs, words], N, V, phi)
    return theta


FOLD_IN = Mistakes("""
    N, K = len(X), len(phi)
    right, lengths = fold(phi, X, n_iter), X.sum(axis=1, keepdims=True)
    after = lambda step: slip(phi, X, n_iter, step)
    M = lambda *given: m_step(*given)[0]
    right
    np.ones((N, K))  # The start is 1; start at 1/K, so that each row sums to 1.
    np.zeros((N, K))  # All are 0; start at 1 / K (1 // K is 0).
    phi  # That is phi; theta is wanted.
    after(lambda r, d, w, n, N, V, phi: (m_step(r, d, w, n, N, V)[1], phi))
        # That is phi's half of the M-step; keep theta, the first of the two.
    np.full((N, K), 1 / K)  # theta has not moved from 1/K.
    right if n_iter else np.full((N, K), 1 / N)  # The start is 1/N; start at 1/K, one share per topic.
    fold(phi, X, 50)  # n_iter is not used: it made 50 steps.
    fold(phi, X, max(1, n_iter))  # It makes a step, though n_iter is 0: the loop goes over range(n_iter).
    fold(phi, X, min(1, n_iter))
        # n_iter steps give the same as one: does each step make r again, with the theta of the step
        # before?
    fold(phi, X, n_iter and n_iter + 1)  # It made one step more than n_iter.
    fold(phi, X, n_iter and n_iter - 1)  # It made one step less than n_iter.
    after(lambda *r: m_step(*r[:-1]))  # phi has learnt from the new documents; it stays as it is.
    after(lambda r, d, w, n, N, V, phi: (np.tile(M(r, 0 * d, w, n, 1, V), (N, 1)), phi))
        # All documents share one theta; each counts its own words.
    after(lambda r, d, w, n, N, V, phi: (M(r, d, w, n**0, N, V), phi))
        # counts is missing: a word that stands there five times counts five times.
    after(lambda r, *step: (M(np.eye(K)[r.argmax(axis=1)], *step[:-1]), phi))
        # Each word goes wholly to its best topic; the shares are soft.
    np.eye(K)[right.argmax(axis=1)]  # Each document goes wholly to its best topic; theta holds shares.
    right * lengths  # Those are soft counts; divide each row by its sum.
    right * lengths / (right * lengths).sum(axis=0)
        # theta is divided by the sum over the documents; each row sums to 1.
    X @ phi.T / (X @ phi.T).sum(axis=1, keepdims=True)  # That is p(z | w) of one step, averaged, with no theta in it.
    right.T  # Rows and columns are exchanged: theta is (N, K).
    """).using(**{"fold": fold, "slip": slip, "m_step": em.m_step_of})


@exercise("2.9", points=2, ours=fold)
@built_on(em.responsibilities, em.m_step)
def fold_in(yours):
    """θ_dk ∝ Σ_w n_dw r_dwk with φ fixed, n_iter times from θ = 1/K.

    Task: return theta (N, K) of new documents, with phi as it is
    Hint: EM without the new phi: start at 1/K, n_iter times E and half an M.
    """
    for phi, X in ((_topics(3, 3), SQUARE), (_topics(2), NEW)):
        _no_step(yours, phi, X)
        for n_iter in (3, 1):
            _fold_in_at(yours, phi, X, n_iter)
        _expect_small_shares(yours, 2)
        why = "Does it stop before it has made n_iter steps?"
        expect_array("theta (n_iter=50)", yours(phi, X, 50), fold(phi, X), because=why)
        for n_iter in (51, 120, 400):
            why = "n_iter steps are made, whatever n_iter is: no fewer, and no end where theta hardly changes."
            expect_array(f"theta (n_iter={n_iter})", yours(phi, X, n_iter), fold(phi, X, n_iter), because=why)
        why, want = "n_iter is 50 if it is not given.", fold(phi, X)
        expect_array("theta (n_iter not given)", yours(phi, X), want, because=why)
    X = np.array([[2, 1, 0], [1, 3, 0]])
    with np.errstate(all="ignore"):
        theta = yours(UNUSED, X)
    if np.isnan(theta).any():
        raise Wrong(
            "a word that no topic has and no document holds makes it nan, by 0 / 0: go over the cells docs, words only."
        )
    why = "A word that no topic has and no document holds changes nothing."
    expect_array("theta", theta, fold(UNUSED, X), because=why)
    _expect_small_shares(yours, 60)
    sizes = iter(em.SIZES)
    expect_any_size("theta", yours, fold, lambda rng: _sized(rng, *next(sizes)))


def _expect_small_shares(yours, n_iter):
    """Small theta, rare words and long documents; and one document alone, which settles soon."""
    phi = np.array([[1 - 1e-3, 1e-3, 0.0], [0.2, 0.3, 0.5], [1e-9, 1 - 1e-9, 0.0]])
    X = np.array([[900, 1, 0], [0, 3, 4000], [1, 100_000, 1], [1, 0, 0]])
    why = "Some theta are small: add nothing (neither to the counts nor to theta), clip nothing, make all n_iter steps."
    for part in (X, X[:1], X[1:2]):
        with np.errstate(all="ignore"):  # a share that has become 0 is no news to the student
            got, want = yours(phi, part, n_iter), fold(phi, part, n_iter)
        expect_array(f"theta of long documents (n_iter={n_iter})", got, want, because=why, rtol=1e-8, atol=1e-290)


def _sized(rng, N, V, K):
    return rng.dirichlet(np.ones(V), K), 1 + rng.integers(0, 4, (N, V)), int(rng.integers(1, 9))


def _no_step(yours, phi, X):
    """n_iter=0 gives the start; one step gives an array, not all of the M-step."""
    try:
        start = yours(phi, X, 0)
    except UnboundLocalError as error:
        error.args = (f"{error} (with n_iter=0: the answer is then the start)",)
        raise
    if start is None:
        raise Wrong(
            "with n_iter=0 it returns None, not the start: is the `return` missing, or does it stand inside the loop?"
        )
    _fold_in_at(yours, phi, X, 0)
    pair = yours(phi, X, 1)
    if isinstance(pair, tuple) and len(pair) == 2:
        raise Wrong("after a step theta is the pair (theta, phi) that m_step returns: take the first of the two, [0].")


def _fold_in_at(yours, phi, X, n_iter):
    again, theta = yours(phi, X, n_iter), yours(phi, X, n_iter)
    has_shape = np.shape(theta) == (len(X), len(phi))
    if has_shape and not np.array_equal(theta, again):
        raise Wrong("two calls differ: start at theta = 1/K, not at random.")
    why = (
        "From theta = 1/K: r by the E-step, then theta from the soft counts of each document, n_iter times; phi stays."
    )
    if n_iter == 0:
        why = "n_iter=0 gives the start itself: 1/K for each topic."
        if has_shape and np.allclose(np.sum(theta, axis=1), 1):
            why += " Yours are other shares: drawn at random, or after a step."
    FOLD_IN.judge(f"theta (n_iter={n_iter})", theta, why, phi=phi, X=X, n_iter=n_iter)


PERPLEXITY = Mistakes("""
    theta, both, n = fold(phi, seen), seen + unseen, unseen.sum()
    log_p, p, held = score(theta, phi, unseen), theta @ phi, unseen > 0
    of = lambda theta: perplexity(theta, phi, unseen)
    known = unseen * (seen > 0)
    per_doc = np.sum(unseen * np.log(p), axis=1) / unseen.sum(axis=1)
    of(theta)
    perplexity(fold(phi, both), phi, both)  # That is the slide: theta has seen the words that it is scored on.
    of(fold(phi, both))  # theta has seen both halves; fold in on the first only.
    of(fold(phi, unseen))  # theta has seen the very half that is scored.
    perplexity(theta, phi, seen)  # The first half is scored; the other is to be predicted.
    perplexity(fold(phi, unseen), phi, seen)  # The halves are exchanged.
    perplexity(theta, phi, both)  # Both halves are scored; only the unseen one is a prediction.
    of(np.full_like(theta, 1 / len(phi)))  # theta is 1/K for all: nothing is folded in.
    log_p / n  # That is log p per token; the perplexity is exp of minus that.
    -log_p / n  # That is minus log p per token; the exponential is missing.
    np.exp(log_p / n)  # The minus is missing: a perplexity is at least 1.
    np.exp(-log_p / seen.sum())  # It is divided by the tokens of the first half.
    np.exp(-log_p / both.sum())  # It is divided by the tokens of both halves.
    np.exp(-log_p / held.sum())  # It is divided by the number of cells; count the tokens.
    np.exp(-log_p / len(seen))  # It is divided by the number of documents; count the tokens.
    np.exp(-log_p / unseen.size)  # It is divided by all N times V entries; count the tokens.
    np.exp(-log_p)  # It is not divided by the number of tokens.
    np.exp(-np.log(p[held]).mean())  # The counts are missing: each cell counts once.
    np.exp(-np.log(p[held]).sum() / n)  # The counts are missing, though it is divided by all tokens.
    np.exp(-per_doc.mean())  # The documents count alike; long ones have more tokens.
    np.exp(-per_doc).mean()  # The mean is over the documents' perplexities; take the mean of the logs, token by token.
    2 ** (-log_p / n)  # The logarithm is natural and the power of base 2: take exp, not 2**.
    np.exp(-log_p / np.log(2) / n)  # The logarithm is of base 2 and the exponential of base e.
    n / (unseen * p).sum()  # That is one over the mean probability; average the logarithms.
    (unseen / p).sum() / n  # That is the mean of 1 / p; average the logarithms.
    np.exp(-score(theta, phi, known) / n)
        # It leaves out the words that the first half does not hold: score all of unseen.
    perplexity(theta, phi, known)  # It leaves out the words that the first half does not hold, and their tokens.
    of(np.tile(theta.mean(axis=0), (len(seen), 1)))  # All documents have the mean theta; each has its own.
    of(np.eye(len(phi))[theta.argmax(axis=1)])  # Each document has its best topic only; theta holds shares.
    of(fold(phi, seen, 1))  # theta comes from 1 steps; keep fold_in's default of 50.
    of(fold(phi, seen, 5))  # theta comes from 5 steps; keep fold_in's default of 50.
    of(fold(phi, seen, 10))  # theta comes from 10 steps; keep fold_in's default of 50.
    of(fold(phi, seen, 20))  # theta comes from 20 steps; keep fold_in's default of 50.
    of(fold(phi, seen, 30))  # theta comes from 30 steps; keep fold_in's default of 50.
    of(fold(phi, seen, 100))  # theta comes from 100 steps; keep fold_in's default of 50.
    of(fold(phi, seen, 200))  # theta comes from 200 steps; keep fold_in's default of 50.
    """).using(**{"fold": fold, "score": score, "perplexity": perplexity})


@exercise("2.10", points=2, ours=lambda phi, seen, unseen: perplexity(fold(phi, seen), phi, unseen))
@built_on(em.responsibilities, em.m_step, fold_in)
def completion_perplexity(yours):
    """exp(-log p per token of the halves that θ has not seen).

    Task: return the perplexity of the unseen halves, one number
    Hint: theta may know the first half only; score the other, per token.
    """
    square = _topics(3, 3), SQUARE, np.array([[1, 2, 2], [3, 1, 0], [0, 2, 5]])
    for phi, seen, unseen in (square, (_topics(2), NEW, REST), (_topics(4), NEW, REST)):
        got = yours(phi, seen, unseen)
        expect_scalar("perplexity", got, "It is one number for all documents.")
        why = "Fold in on seen, then exp(-sum n log p / sum n) over the tokens of unseen."
        PERPLEXITY.judge("perplexity", got, why, phi=phi, seen=seen, unseen=unseen)
    seen, unseen = np.array([[2, 1, 0], [1, 3, 0]]), np.array([[1, 0, 1], [1, 1, 0]])
    with np.errstate(all="ignore"):  # the logarithm of 0 is meant here
        got = yours(UNUSED, seen, unseen)
    expect_scalar("perplexity", got)
    if np.isnan(got):
        raise Wrong(
            "it gives nan where a word has probability 0 and does not come: 0 times log 0 counts "
            "as 0. Sum over the tokens that there are."
        )
    if not np.isposinf(got):
        raise Wrong(
            "a token came to which the model gives probability 0; the perplexity is then "
            f"infinite, yours is {float(got):.4g}: add nothing, clip nothing, leave nothing out."
        )
    unseen[:, 2] = 0  # now it does not come
    got, want = yours(UNUSED, seen, unseen), perplexity(fold(UNUSED, seen), UNUSED, unseen)
    expect_array("perplexity", got, want)
    _expect_rare_words(yours)


def _expect_rare_words(yours):
    because = "Take each p as it is: no bound, neither for p nor for the perplexity, and nothing added."
    for small in (0.01, 1e-9, 1e-30):
        phi = np.array([[1 - small, small], [1 - 2 * small, 2 * small]])
        for unseen in (np.array([[1, 2], [0, 3]]), np.array([[4000, 0], [90_000, 0]])):
            seen = np.array([[2, 1], [1, 0]])
            got, want = yours(phi, seen, unseen), perplexity(fold(phi, seen), phi, unseen)
            expect_array(f"perplexity with words of {small:g}", got, want, because=because)
