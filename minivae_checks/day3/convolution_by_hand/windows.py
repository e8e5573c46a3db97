"""Checks of ConvolutionByHand: how many windows there are, and what each answers.

H x W pixels, I channels in, O out, a kernel of k x l. Square sizes come first: there an
exchange of two axes gives numbers, and so can be named.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_scalar
from minivae_checks.sizes import expect_any_size

UNCUT = "nothing is added, rounded, or cut off at a bound."

PLACES = Mistakes("""
    (H + 2 * p - k) // s + 1
    (H + 2 * p - k) // s  # The window at the start counts, too: + 1.
    (H + p - k) // s + 1  # There are p zeros on either side: 2 p.
    (H - k) // s + 1  # The padding is forgotten.
    (H - 2 * p - k) // s + 1  # Padding makes the image larger: + 2 p.
    H + 2 * p - k + 1  # The stride is forgotten: every s-th window counts.
    (H + 2 * p - k + 1) // s  # Divide by the stride first, then add the window at the start.
    -(-(H + 2 * p - k) // s) + 1  # It is rounded up: the last window would stick out.
    (H + 2 * p) // s  # The last window must not stick out: k is forgotten.
    (H + 2 * p) // s + 1  # ditto
    (H + 2 * p - k) / s + 1  # It is not rounded down: part of a window is none, use //.
    round((H + 2 * p - k) / s) + 1  # Round down, not to the nearest: part of a window is none.
    (H + 2 * (p - k)) // s + 1  # k is taken away twice.
    (H + 2 * p - (k - 1)) // s + 1  # The last window starts at H + 2 p - k: the starts 0 ... H + 2 p - k, then // s.
    s * (H - 1) + k - 2 * p  # That is the size of the transpose.
    """)


@exercise("3.28", points=1, ours=PLACES.answer("H", "k", "s", "p"))
def n_places(yours):
    """H' = ⌊(H + 2p - k) / s⌋ + 1.

    Task: return how many windows of k pixels stand in a line of H, with stride s and p zeros on either side
    Hint: Where does the first window start, where the last one? How many steps of s lie between?
    """
    sizes = ((28, 3, 2, 1), (28, 5, 3, 2), (7, 4, 3, 2), (11, 3, 5, 1), (9, 2, 2, 3), (10, 3, 2, 2))
    why = "Write down the starts: 0, s, 2 s, ... up to H + 2 p - k."
    cases = [dict(zip("Hksp", size, strict=True)) for size in sizes]
    for case in cases:
        expect_scalar("the number of windows", yours(*case.values()))
    PLACES.judge_all("the number of windows", yours, cases, why, rtol=0, atol=0)
    got = yours(*sizes[0])
    if not isinstance(got, int | np.integer) or isinstance(got, bool):
        raise Wrong(f"a number of windows is a whole number, yours is {got!r}: use //, which rounds down.")
    right, rng = PLACES.answer("H", "k", "s", "p"), np.random.default_rng(26)
    for given in (
        (5, 5, 3, 0),
        (1, 1, 1, 0),
        (300_000, 3, 1, 1),
        (2**53 + 4, 3, 1, 0),
        (3, 9, 4, 40),
        (9_000, 700, 300, 400),
    ):
        _same_count(yours, right, given)
    for _ in range(40):
        k, s, p = (int(n) for n in rng.integers(1, 12, size=3))
        _same_count(yours, right, (int(rng.integers(k, 400)), k, s, p - 1))


def _same_count(yours, right, given):
    got, want = yours(*given), right(*given)
    expect_scalar("the number of windows", got)
    if int(got) != want or got != int(got):
        H, k, s, p = given
        raise Wrong(f"for H = {H}, k = {k}, s = {s}, p = {p} there are {want} windows, yours is {got}.")


def _correlate(x, W, b, stride=1, step=None, only=None):
    """The loops. ``step``: pixels between windows; ``only``: how many channels are read."""
    (k, l), step = W.shape[:2], step or stride
    rows, places = (x.shape[0] - k) // stride + 1, (x.shape[1] - l) // stride + 1
    y = np.zeros((rows, places, W.shape[3]))
    for i, j in np.ndindex(rows, places):
        window = x[step * i : step * i + k, step * j : step * j + l, :only]
        y[i, j] = np.tensordot(window, W[:, :, :only], axes=3) + b
    return y


ANSWERS = Mistakes("""
    k, l, I, O = W.shape
    no_b = 0 * b
    conv(x, W, b, stride)
    conv(x, W[::-1, ::-1], b, stride)  # The kernel is turned round; here it is laid on as it is.
    conv(x, W[::-1], b, stride)  # The kernel is upside down.
    conv(x, W[:, ::-1], b, stride)  # The kernel is mirrored.
    conv(x, W.swapaxes(0, 1), b, stride)  # The two axes of the kernel are exchanged.
    conv(x, W.swapaxes(2, 3), b, stride)  # The channels of W are exchanged: I comes before O.
    conv(x, W, no_b, stride)  # b is forgotten.
    conv(x, W, 2 * b, stride)  # b is added twice.
    conv(x, W, -b, stride)  # b is subtracted; add it.
    conv(x, W, k * l * I * b, stride)  # b is added in each term of the sum: add it once, after the sum.
    conv(x, W, I * b, stride)  # b is added once for each channel: add it once, after the sum.
    conv(x, W, b * k * l, stride)  # b is added once for each pixel of the window: add it once, after the sum.
    conv(x, W / (k * l * I), b, stride)  # That is the mean of the window's terms; the sum is wanted.
    conv(x, W / (k * l), b, stride)  # It is divided by the pixels of the window; the sum is wanted.
    conv(x, W, b, stride, step=1)  # The window starts at i, not at stride * i.
    conv(x, W, b, stride, only=1)  # Only the first channel is read: sum over all I.
    np.maximum(conv(x, W, b, stride), 0)  # No ReLU here: negative answers stay.
    conv(x, W, no_b, stride).sum(axis=2, keepdims=True) + b  # All O answers are added up: each kernel has its own.
    conv(x, np.abs(W), b, stride)  # A weight has a sign; do not drop it.
    conv(x**2, W, b, stride)  # The pixels are squared.
    conv(x, W, b, stride).swapaxes(0, 1)  # Lines and columns are exchanged.
    conv(x, W, b, 1)[:1, :1] + 0 * conv(x, W, b, stride)  # All places have the answer of the first window.
    """).using(conv=_correlate)


@exercise("3.29", points=2, ours=_correlate)
def correlate(yours):
    """y_ijo = b_o + Σ_uvc x_(si+u)(sj+v)c W_uvco.

    Task: cut out the window of place (i, j), and fill y[i, j] with its O answers
    Hint: First the window, (k, l, I). Then a sum over its three axes, for each of the O kernels.
    """
    rng = np.random.default_rng(27)
    for H, W, k, l, I, O, stride in ((6, 6, 3, 3, 4, 4, 1), (7, 7, 3, 3, 4, 4, 2), (8, 9, 2, 3, 3, 4, 2)):
        given = {"x": rng.normal(size=(H, W, I)), "W": rng.normal(size=(k, l, I, O)), "b": rng.normal(size=O)}
        got = yours(*given.values(), stride)
        ANSWERS.judge("y", got, "Each answer is b plus the sum of window times kernel.", stride=stride, **given)
    got = yours(*given.values())
    expect_array("with no stride given, y", got, _correlate(*given.values()), because="The stride is 1 by default.")
    x, W, b = rng.normal(size=(9, 8, 2)), rng.normal(size=(3, 3, 2, 3)), rng.normal(size=3)
    x[:5, :4] = 0
    why = "Here some windows are black, all zeros: their answer is b."
    expect_array("y", yours(x, W, b), _correlate(x, W, b), because=why)
    expect_any_size("y", yours, _correlate, _an_image, tries=12)
    x, W, b = rng.normal(size=(70, 62, 30)), rng.normal(size=(17, 19, 30, 2)), rng.normal(size=2)
    got, why = yours(x, W, b, 21), "Here the kernel has 17 x 19 pixels, the stride is 21, and there are 30 channels."
    expect_array("y", got, _correlate(x, W, b, 21), because=why)
    x, W, b = rng.normal(size=(47, 61, 1)), rng.normal(size=(3, 2, 1, 2)), rng.normal(size=2)
    expect_array("y", yours(x, W, b), _correlate(x, W, b), because="Here there are 45 x 60 places.")
    for scale in (1e-100, 1e-12, 1e7, 1e100):
        x, W, b, stride = _an_image(np.random.default_rng(270))
        x, b = scale * x, scale * b
        want = _correlate(x, W, b, stride)
        why = f"Here the pixels are of the size {scale:g}: {UNCUT}"
        expect_array("y", yours(x, W, b, stride), want, because=why, atol=1e-10 * scale)


def _an_image(rng):
    (k, l), stride = rng.integers(1, 9, size=2), int(rng.integers(1, 7))
    H, W = k + rng.integers(0, 12), l + rng.integers(0, 12)
    I, O = rng.choice([1, 2, 5, 20], 2)
    return rng.normal(size=(H, W, I)), rng.normal(size=(k, l, I, O)), rng.normal(size=O), stride
