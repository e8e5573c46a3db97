"""The bars: images as documents, pixels as words; each topic is a bar.

Source: Griffiths and Steyvers (2004), "Finding scientific topics".
N images, K = 2 side topics, V = side² pixels.
"""

from dataclasses import dataclass

import numpy as np

from minivae.base import check_count


@dataclass(frozen=True, eq=False)
class Bars:
    """Counts (N, V) int64 and the truth: phi (K, V), theta (N, K).

    ``counts[0].reshape(image_shape)`` is a picture; so is ``phi[k]``, one bar.
    """

    counts: np.ndarray
    phi: np.ndarray
    theta: np.ndarray
    image_shape: tuple[int, int]
    source: str = "generated"

    def __repr__(self):
        N, K = self.theta.shape
        return f"Bars({N:,} images of {self.image_shape}, {K} topics)"


def make_bars(n_images=2000, n_tokens=100, side=5, alpha=1.0, random_state=0):
    """θ_d ~ Dir(α, ..., α);  n_d ~ Multinomial(n_tokens, θ_d φ).

    Parameters
    ----------
    n_images : int
    n_tokens : int
        Tokens per image.
    side : int, at least 2
        Images of side x side pixels, with `side` rows and `side` columns as topics.
    alpha : float above 0
    random_state : int, numpy.random.Generator or None

    Returns
    -------
    Bars
    """
    check_count(n_images, "n_images", least=1)
    check_count(n_tokens, "n_tokens", least=1)
    check_count(side, "side", least=2)
    if not 0 < alpha < np.inf:
        raise ValueError(f"alpha must be above 0, got {alpha!r}")
    rng = np.random.default_rng(random_state)
    phi = bar_topics(side)
    theta = rng.dirichlet(np.full(len(phi), alpha), size=n_images)
    pixels = theta @ phi
    counts = rng.multinomial(n_tokens, pixels / pixels.sum(axis=1, keepdims=True))
    return Bars(counts, phi, theta, image_shape=(side, side))


def bar_topics(side=5):
    """Return φ: first the rows from above, then the columns: (2 side, side²)."""
    rows = np.kron(np.eye(side), np.ones(side)) / side
    columns = np.kron(np.ones(side), np.eye(side)) / side
    return np.vstack([rows, columns])
