"""Checks of SemiSupervised: the bound of an image without a label, and its gradient.

N images, C classes; costs L(x, y) and log q(y|x) are (N, C), in nats.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_gradient
from minivae_checks.sizes import expect_any_size

FAR = "Here are q(y|x) down to e^-2000, and costs tiny and huge: no floor, no clipping, nothing added."


def _log_softmax(logits):
    return logits - np.logaddexp.reduce(logits, axis=1)[:, None]


def _table(rng, N, C, scale=1.0):
    """L and log q of N images: no two numbers are alike."""
    return 3 + 2 * rng.normal(size=(N, C)), _log_softmax(scale * rng.normal(size=(N, C)))


def _far(rng, N, C):
    """Costs in the millions; some classes have a probability of 0 in float64."""
    costs, logits = 1e6 * rng.normal(size=(N, C)), rng.normal(size=(N, C))
    logits[:, 1::2] -= 2000 * rng.random(size=logits[:, 1::2].shape)
    return costs, _log_softmax(logits)


def _unlabelled_bound(costs, log_q):
    return np.sum(np.exp(log_q) * (costs + log_q), axis=1)


U = Mistakes("""
    q = np.exp(log_q)
    N, C = q.shape
    right = np.sum(q * (costs + log_q), axis=1)
    right
    np.sum(q * costs, axis=1)  # The log q is missing: doubt is rewarded.
    np.sum(q * (costs - log_q), axis=1)  # The sign of log q is reversed: that punishes doubt, and U rewards it.
    -right  # The sign is reversed: that is -U, the lower bound of log p(x).
    np.sum(costs + log_q, axis=1)  # The weights q are missing: it is a mean over q, not a sum.
    np.mean(costs + log_q, axis=1)  # Each class counts alike; weigh it with q.
    right / C  # It is divided by C; the weights q sum to 1 already, so take the sum.
    np.sum(log_q * (costs + log_q), axis=1)  # The weights are log q; take q = exp(log_q).
    np.sum(q * (costs + q), axis=1)  # In the bracket stands q; it has log q.
    np.sum(q * costs, axis=1) + np.sum(log_q, axis=1)  # log q stands inside the bracket: it is weighed by q, too.
    np.sum(q * (costs + log_q), axis=0)  # That is summed over the images; sum over the classes, axis 1.
    np.sum(q * (costs + log_q))  # The images are summed, too; keep them apart, axis=1.
    np.mean(right)  # That is the mean over the images; keep them apart, (N,).
    q * (costs + log_q)  # The sum over the classes is missing.
    np.sum(q * (costs + log_q), axis=1, keepdims=True)  # It has shape (N, 1); leave out keepdims.
    -np.logaddexp.reduce(-costs, axis=1)  # That is U for the best q; use the q that is handed in.
    (costs + log_q)[np.arange(N), log_q.argmax(axis=1)]  # That is the likeliest class alone; average over q.
    np.min(costs, axis=1)  # That is the cheapest class; average over q.
    np.sum(q * (costs + log_q / np.log(2)), axis=1)  # The logarithm is natural, in nats, not to base 2.
    np.sum(q * (costs + log_q / np.log(10)), axis=1)  # The logarithm is natural, in nats, not to base 10.
    np.sum(q * costs * log_q, axis=1)  # L and log q are multiplied; add them.
    np.sum(q * (costs + 2 * log_q), axis=1)  # log q comes once.
    np.sum(q * (costs + log_q + np.log(C)), axis=1)  # The 1/C of p(y) is in L already; add no log C.
    np.sum(q * (costs + log_q - np.log(C)), axis=1)  # ditto
    -np.logaddexp.reduce(log_q - costs, axis=1)
        # That is -log of the mean of exp(-L); take the mean of L + log q, with no exp.
    np.logaddexp.reduce(log_q - costs, axis=1)
        # That is the log of the mean of exp(-L); take the mean of L + log q, with no exp.
    np.sum(soft(-costs) * (costs + log_q), axis=1)  # The weights go with exp(-L); take the q that is handed in.
    np.sum(q * costs, axis=1) / C + np.sum(q * log_q, axis=1)  # It is divided by C; the weights q sum to 1 already.
    q @ (costs + log_q)  # That is a product of matrices (@); multiply entry by entry (*), and sum along axis 1.
    """).using(soft=lambda s: np.exp(_log_softmax(s)))


@exercise("5.7", points=1, ours=_unlabelled_bound)
def unlabelled_bound(yours):
    """U(x) = Σ_y q(y|x) (L(x, y) + log q(y|x)).

    Task: return U(x) of each image, (N,): the mean over q(y|x) of L(x, y) + log q(y|x)
    Hint: q = exp(log_q) weighs the bracket, class by class; the sum is along axis 1.
    """
    for N, C in ((3, 3), (5, 2), (2, 4)):
        costs, log_q = _table(np.random.default_rng(57), N, C)
        U.judge("U", yours(costs, log_q), costs=costs, log_q=log_q)
    for seed in range(3):
        costs, log_q = _far(np.random.default_rng(seed), 4, 5)
        _finite("U", yours, costs, log_q)
        for scale in (1, 1e-9, 1e9):
            given = scale * costs, log_q
            expect_array("U", yours(*given), _unlabelled_bound(*given), because=FAR, atol=0)
    _small_shares(yours, "U", _unlabelled_bound)
    draw = lambda rng: _table(rng, *rng.choice([1, 2, 7, 40, 300], 2), 4)  # noqa: E731
    expect_any_size("U", yours, _unlabelled_bound, draw, tries=12)


def _finite(name, yours, costs, log_q):
    with np.errstate(all="ignore"):
        got = yours(costs, log_q)
    if np.shape(got) in {np.shape(costs), np.shape(costs)[:1]} and not np.all(np.isfinite(got)):
        lost = "is not finite: some q(y|x) are 0 in floats, with log q down to -2,000. Take log_q as it is handed in."
        raise Wrong(f"{name} {lost}")


def _small_shares(yours, name, right):
    """A class of probability e^-40 whose cost is e^40 counts as much as any."""
    log_q = _log_softmax(np.array([[0.0, -40.0, -3.0], [-40.0, 1.0, 0.0]]))
    costs = np.array([[2.0, np.exp(41.0), 5.0], [np.exp(39.0), 3.0, 1.0]])
    why = "Here a class of probability e^-40 costs e^40: it counts as much as any; no class may be left out."
    expect_array(name, yours(costs, log_q), right(costs, log_q), because=why)


def _bound_gradient(costs, log_q):
    q, inner = np.exp(log_q), costs + log_q
    return q * (inner - np.sum(q * inner, axis=1, keepdims=True))


DL = Mistakes("""
    q = np.exp(log_q)
    N, C = q.shape
    inner = costs + log_q
    U = np.sum(q * inner, axis=1, keepdims=True)
    right = q * (inner - U)
    right
    q * inner  # U is missing: a softmax only moves weight, so the entries of a row must sum to 0.
    inner - U  # The weight q in front is missing.
    q * (costs - U)  # log q is missing inside the bracket.
    q * (costs - np.sum(q * costs, axis=1, keepdims=True))  # The bracket is L + log q: the entropy counts.
    q * (inner - U + 1)  # The changes of log q add up to 0: no 1 is left.
    q * (inner + 1)  # That is without what softmax takes away; take U away, and no 1 is left.
    -right  # The sign is reversed: asked is the gradient of U, which points uphill.
    right / N  # No mean is taken, neither over the images nor over the classes.
    right / C  # ditto
    q * (inner + U)  # U has the wrong sign.
    q * (1 - q) * inner  # That is the way of l_c through q_c alone; l_c moves all other q_y, too.
    q * (inner - inner.mean(axis=1, keepdims=True))  # The plain mean is taken away; take the mean over q.
    q * (inner - inner.sum(axis=1, keepdims=True))  # The plain sum of the bracket is taken away; weigh it with q.
    q * (inner - np.sum(q * inner))  # One U is taken for all images; each has its own (axis=1, keepdims=True).
    q * (inner - np.sum(q * inner, axis=0))  # U is summed over the images; sum over the classes, axis 1.
    q * (inner - U.T)  # U stands along the columns; each row needs its own: keepdims=True.
    q * (costs - log_q - np.sum(q * (costs - log_q), axis=1, keepdims=True))  # The sign of log q is reversed.
    log_q * (inner - U)  # The weight in front is log q; take q = exp(log_q).
    q**2 * (inner - U)  # q stands there squared.
    q - 1  # That has no cost in it.
    q * (log_q - np.sum(q * log_q, axis=1, keepdims=True))  # The costs L are missing in the bracket.
    q * (inner - U + 1) - q**2  # The changes of log q, weighed with q, add up to 0: that part falls away.
    right.T  # The result is transposed: a row is an image.
    U[:, 0]  # That is U; its gradient has an entry for each logit.
    q * (inner - np.min(inner, axis=1, keepdims=True))  # The smallest is taken away; take away the mean over q.
    q * (inner - np.max(inner, axis=1, keepdims=True))  # The largest is taken away; take away the mean over q.
    np.sqrt(q) * (inner - U)  # The root of q stands in front; take q.
    (inner - U) / q  # It is divided by q; multiply.
    inner  # That is the derivative by q, but for a constant; go on to the logits.
    inner + 1  # That is the derivative by q; go on to the logits.
    q * inner - U  # The weight q stands before all of the bracket: q (L + log q - U).
    q * (1 - q) * (inner + 1)  # That is the way of l_c through q_c alone; l_c moves all other q_y, too.
    q * (1 - q) * (inner - U)  # A factor 1 - q is left over.
    q * (inner - U / C)  # U is a sum over the classes; its weights q sum to 1 already, so no mean.
    q * (inner - np.sum(q * costs, axis=1, keepdims=True))  # The log q is missing in U.
    q * (inner + np.logaddexp.reduce(-costs, axis=1)[:, None])  # That U is the best q's; take that of q itself.
    q - np.exp(-costs - np.logaddexp.reduce(-costs, axis=1)[:, None])
        # q minus the best q: so goes a cross-entropy against the best q, not U.
    (1 - q) * (inner - U)  # The weight in front is q, not 1 - q.
    """)


@exercise("5.8", points=2, ours=_bound_gradient)
def bound_gradient(yours):
    """∂U/∂l_c = q_c (L_c + log q_c - U).

    Task: return the gradient of U(x) by the logits of each image, (N, C)
    Hint: dq_y/dl_c = q_y (1[y = c] - q_c); the changes of log q, weighed with q, add up to 0.
    """
    for N, C in ((3, 3), (5, 2), (2, 4)):
        costs, logits = _table(np.random.default_rng(58), N, C)  # log q are logits of q, too
        got = yours(costs, logits)
        DL.judge("dU/dl", got, costs=costs, log_q=logits)

        def of_logits(logits, costs=costs):
            return float(_unlabelled_bound(costs, _log_softmax(logits)).sum())

        expect_gradient("dU/dl", of_logits, logits, got)
    for seed in range(3):
        costs, log_q = _far(np.random.default_rng(seed), 4, 5)
        _finite("dU/dl", yours, costs, log_q)
        for scale, atol in ((1, 1e-9), (1e-9, 1e-15), (1e9, 1.0)):
            given = scale * costs, log_q
            expect_array("dU/dl", yours(*given), _bound_gradient(*given), because=FAR, atol=atol)
    _small_shares(yours, "dU/dl", _bound_gradient)
    draw = lambda rng: _table(rng, *rng.choice([1, 2, 7, 40, 300], 2), 4)  # noqa: E731
    expect_any_size("dU/dl", yours, _bound_gradient, draw, tries=12)
