"""Checks of ElboFromScratch: the bound by strips, and the coin on the logit scale.

G strips of one width; a the logits, of any shape. All logarithms are natural.
"""

import numpy as np
from scipy.special import betaln

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_finite, expect_shape
from minivae_checks.sizes import expect_any_size

BOUND = Mistakes("""
    q = np.exp(log_q)
    log_w = log_joint - log_q
    np.sum(q * log_w) * width
    np.sum(q * log_joint) * width  # The - log q is missing.
    -np.sum(q * log_w) * width  # The sign is reversed: the bound has log p(x, z) with a plus.
    np.sum(log_w) * width  # Each strip counts the same; the mean is over q.
    np.sum(q * log_w)  # The width of the strips is missing.
    np.mean(q * log_w)  # np.mean divides by the number of strips; add up, and multiply by the width.
    np.sum(q * log_w) / width  # It is divided by the width; the area of a strip is height times width.
    np.log(np.sum(np.exp(log_joint)) * width)  # That is log p(x) itself: no q is in it.
    np.log(np.sum(q * np.exp(log_w)) * width)  # ditto
    np.sum(np.exp(log_joint) * log_w) * width  # The mean is over p(x, z); it is over q.
    -np.sum(np.exp(log_joint) * log_w) * width  # q and p(x, z) are exchanged.
    np.sum(log_q * log_w) * width  # The weights are log q; they are q, the exponential.
    np.sum(q * (log_joint + log_q)) * width  # log q is added; it stands below the line.
    np.sum(q * (np.exp(log_joint) - q)) * width  # log_joint and log_q are logarithms: subtract them as they are.
    np.sum(q * np.exp(log_w)) * width  # That is the mean of p(x, z) / q, which is p(x); take its logarithm first.
    np.sum(q * log_w) * width / np.log(2)  # Those are bits; with natural logarithms nothing is divided.
    np.sum(q * log_w) * width**2  # The width stands there twice.
    np.sum(q * (log_w - np.log(width))) * width  # In the logarithm, q is a height: not multiplied by the width.
    np.sum(np.exp(log_q - np.max(log_q)) * log_w) * width
        # q is exp(log_q) as it is: a common factor does not cancel in a sum that is divided by nothing.
    -np.sum(q * log_q) * width  # That is the entropy of q alone; log p(x, z) is missing.
    """)


@exercise("4.14", points=1, ours=BOUND.answer("log_q", "log_joint", "width"))
def elbo_by_strips(yours):
    """Σ_g q_g (log p(x, z_g) - log q_g) width.

    Task: return the ELBO, one number: the mean over q of log p(x, z) - log q(z), by strips
    Hint: A mean over q is a sum of q(z) times something times the width of a strip.
    """
    for G, width in ((4, 0.3), (7, 0.05), (1, 2.0)):
        log_q, log_joint, _ = given = _strips(np.random.default_rng(414 + G), G, width)
        got = yours(*given)
        if np.ndim(got) and got is not None:
            raise Wrong("it has a number for each strip; the ELBO is their sum.")
        BOUND.judge("the ELBO", got, log_q=log_q, log_joint=log_joint, width=width)
    rng = np.random.default_rng(4140)
    far = "Here log p(x, z) is {:,} on average: compute with the logarithms, cut nothing off, and add nothing."
    with np.errstate(all="ignore"):
        for shift in (-5000.0, 900.0, -1e6):
            log_q, log_joint, width = _strips(rng, 6, 0.25)
            log_q[2], log_joint = log_q[2] - 2000, log_joint + shift
            log_q -= np.log(np.sum(np.exp(log_q)) * width)  # of area 1 again
            got = yours(log_q, log_joint, width)
            expect_shape("the ELBO", got, ())
            if not np.isfinite(got):
                raise Wrong(f"with a strip of log q = -2,000 and log p(x, z) near {shift:,.0f} it is {float(got)}.")
            BOUND.judge("the ELBO", got, far.format(shift), log_q=log_q, log_joint=log_joint, width=width)
    right = BOUND.answer("log_q", "log_joint", "width")
    why = "Here the strips are wide, so that q is tiny everywhere: no floor, and nothing added."
    for wide in (1e10, 1e30):
        given = _strips(rng, 5, wide)
        expect_array("the ELBO", yours(*given), right(*given), because=why)
    log_q, log_joint, width = _strips(rng, 5, 0.25)
    log_q[3], log_joint[3] = -80, -1e36  # the area of q there is tiny, and what stands there is not
    log_q -= np.log(np.sum(np.exp(log_q)) * width)
    why = "In a strip with little of q, log p(x, z) may be so low that it counts: cut nothing off."
    expect_array("the ELBO", yours(log_q, log_joint, width), right(log_q, log_joint, width), because=why)
    log_joint[3] = -np.inf
    if yours(log_q, log_joint, width) != -np.inf:
        raise Wrong("where p(x, z) is 0 and q is not, the ELBO is minus infinity: replace nothing by a number.")
    draw = lambda rng: _strips(rng, _any_number(rng), float(rng.uniform(0.01, 1)))  # noqa: E731
    expect_any_size("the ELBO", yours, right, draw, tries=12)


def _any_number(rng):
    """A number of strips: small, or some thousands."""
    return int(rng.choice([2, 9, 40, 300, rng.integers(2000, 50_000)]))


def _strips(rng, G, width):
    """Log q on G strips, of total area 1; log p(x, z) on them; the width."""
    log_q, log_joint = rng.normal(size=(2, G))
    return log_q - np.log(np.sum(np.exp(log_q)) * width), log_joint - 2, width


COIN = Mistakes("""
    softplus = np.logaddexp(0, a)
    log_z = a - softplus
    log_rest = -softplus
    flat = heads * log_z + (flips - heads) * log_rest
    (heads + 1) * log_z + (flips - heads + 1) * log_rest
    flat  # The Jacobian is missing: a strip da is z (1 - z) da wide on the scale of z.
    flat + log_z  # Of the Jacobian only z is there; it is z (1 - z).
    flat + log_rest  # Of the Jacobian only 1 - z is there; it is z (1 - z).
    flat + a  # dz/da is z (1 - z), not z / (1 - z).
    (heads + 1) * (a + softplus) + (flips - heads + 1) * log_rest
        # log z is a - log(1 + exp(a)), with a minus.
    flat - log_z - log_rest  # It is divided by the Jacobian; dz = z (1 - z) da, so multiply.
    flat + np.exp(log_z + log_rest)  # The Jacobian is added as it is; in a logarithm its logarithm is added.
    flat * np.exp(log_z + log_rest)  # The logarithm is multiplied by the Jacobian; add the Jacobian's logarithm.
    flat + 2 * (log_z + log_rest)  # The Jacobian stands there twice.
    np.exp(flat + log_z + log_rest)  # That is p(x, a); its logarithm is asked for.
    (flips - heads + 1) * log_z + (heads + 1) * log_rest  # Heads and tails are exchanged: z is the chance of heads.
    (heads + 1) * log_z + (flips + 1) * log_rest  # 1 - z has the power flips; only the tails belong there.
    (heads + 1) * log_z  # The tails are missing.
    (flips - heads + 1) * log_rest  # The heads are missing.
    -(flat + log_z + log_rest)  # The sign is reversed.
    (flat + log_z + log_rest) / np.log(2)  # Those are bits; use natural logarithms.
    flat + log_z + log_rest - betaln(heads + 1, flips - heads + 1)
        # That is log p(a|x), for it is divided by p(x); log p(x, a) is asked for.
    flat - np.abs(a)  # The Jacobian's logarithm is log z + log(1 - z); -|a| is that for large a only.
    flat + log_z + log_rest + log_orders
        # The number of orders is counted, too; x is the flips in the order in which they came.
    """).using(betaln=betaln)


def _coin(a, heads, flips):
    """log p(x, a) = (heads + 1) a - (flips + 2) log(1 + e^a)."""
    return (heads + 1) * a - (flips + 2) * np.logaddexp(0, a)


def _log_orders(heads, flips):
    return np.log(np.arange(flips - heads + 1, flips + 1)).sum() - np.log(np.arange(1, heads + 1)).sum()


@exercise("4.15", points=2, ours=_coin)
def coin_on_the_line(yours):
    """(heads + 1) log z + (tails + 1) log(1 - z), z = 1 / (1 + exp(-a)).

    Task: return log p(x, a), the logarithm of the joint density on the logit scale
    Hint: Height times width must stay: p(x, a) da = p(x, z) dz. What is dz / da?
    """
    for size, heads, flips in (((3, 3), 2, 8), ((5,), 3, 11), ((2, 4), 8, 9)):
        a = np.random.default_rng(415).normal(size=size)
        given = {"a": a, "heads": heads, "flips": flips}
        COIN.judge("log p(x, a)", yours(a, heads, flips), log_orders=_log_orders(heads, flips), **given)
    why = "Here are logits of 900 and a million, no heads at all, or no tails: no clipping, and nothing added."
    with np.errstate(all="ignore"):
        for heads, flips in ((0, 4), (4, 4), (2, 10), (0, 0), (300, 1000), (300_000, 1_000_000)):
            a = np.array([-1e6, -900.0, -40.0, -3.0, 0.0, 5.0, 41.0, 900.0, 1e6])
            got = yours(a, heads, flips)
            expect_shape("log p(x, a)", got, a.shape)
            if not np.isfinite(got).all():
                at = a[~np.isfinite(got)][0]
                raise Wrong(
                    f"for a = {at:g} it is not finite: z or 1 - z is rounded to 0 there. log z = a - log(1 + exp(a)), "
                    "and log(1 + exp(a)) is np.logaddexp(0, a)."
                )
            expect_array("log p(x, a)", got, _coin(a, heads, flips), because=why)
    expect_finite("log p(x, a)", yours(np.zeros(1), 1, 2))
    expect_any_size("log p(x, a)", yours, _coin, _any_coin, tries=12)


def _any_coin(rng):
    flips = int(rng.integers(1, 60))
    size = rng.choice([1, 2, 7, 40], rng.integers(4))  # of any number of dimensions, none included
    return np.asarray(3 * rng.normal(size=size)), int(rng.integers(flips + 1)), flips
