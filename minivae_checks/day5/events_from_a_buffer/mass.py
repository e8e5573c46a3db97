"""Check of EventsFromABuffer: the invariant mass of a pair. N pairs."""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise
from minivae_checks.sizes import expect_any_size


def _root(square):
    return np.sign(square) * np.sqrt(np.abs(square))


def _pair_mass(first, second):
    total = first + second
    return _root(total[:, 0] ** 2 - np.sum(total[:, 1:] ** 2, axis=1))


MASS = Mistakes("""
    total = first + second
    E = total[:, 0]
    p2 = np.sum(total[:, 1:]**2, axis=1)
    alone = lambda v: v[:, 0]**2 - np.sum(v[:, 1:]**2, axis=1)
    root(E**2 - p2)
    E**2 - p2  # That is M²; the last line, which takes the root, is missing.
    root(alone(first)) + root(alone(second))  # That is the sum of the two masses: add the four-vectors first.
    root(alone(first) + alone(second))  # The squares are added; add the four-vectors first, then square.
    root(alone(first - second))  # The second is taken away; add it.
    root(E**2)  # That is the total energy: take away |p|².
    root(E**2 + p2)  # |p|² is added; E² = M² + |p|² says take it away.
    root(p2 - E**2)  # The sign of M² is reversed.
    root(first[:, 0]**2 + second[:, 0]**2 - p2)  # The energies are squared before they are added; add first.
    root(E**2 - np.sum(first[:, 1:]**2 + second[:, 1:]**2, axis=1))
        # The momenta are squared before they are added; add first: they may cancel.
    root(E**2 - np.sum((first - second)[:, 1:]**2, axis=1))  # The second momentum is taken away from the first; add it.
    root(E**2 - (np.linalg.norm(first[:, 1:], axis=1) + np.linalg.norm(second[:, 1:], axis=1))**2)
        # The lengths of the momenta are added; add the momenta, they may cancel.
    root(2 * (first[:, 0] * second[:, 0] - np.sum(first[:, 1:] * second[:, 1:], axis=1)))
        # The squares of the two are missing: these children have masses of their own.
    root(root(E**2 - p2))  # The root is taken twice: the last line takes it.
    root((E - np.sqrt(p2))**2)  # |p| is taken away before squaring; square the energy and |p| each by itself.
    root(E**2 - np.sum(total[:, 1:], axis=1))  # The momenta are not squared.
    root(E - np.sqrt(p2))  # Neither the energy nor |p| is squared.
    root(E - p2)  # The energy is not squared.
    root(E**2 - np.sqrt(p2))  # |p| is not squared.
    root(E**2 - np.sum(total[:, 1:], axis=1)**2)  # The three momenta are added before they are squared; square first.
    root(E**2 - p2 / 3)  # The mean of the three squares is taken; take their sum.
    root(E**2 - np.sum(total**2, axis=1))  # The energy is among the squares that are taken away: columns 1 to 3 alone.
    root(E**2 - total[:, 1]**2 - total[:, 2]**2)  # p_z, the last column, is missing.
    root(E**2 - total[:, 2]**2 - total[:, 3]**2)  # p_x, column 1, is missing.
    root(total[:, 3]**2 - np.sum(total[:, :3]**2, axis=1))  # The energy is column 0, not the last one.
    root(E**2 - np.sum(total[:, 1:]**2, axis=0))  # The squares are summed over the pairs; axis=1 sums over a row.
    root(E**2 - np.sum(total[:, 1:]**2))  # The squares are summed over all pairs; axis=1 sums over a row.
    root(E**2 - p2) / 2  # It is divided by 2: take the sum of the two four-vectors, not their mean.
    """).using(root=_root)


@exercise("5.13", points=1, ours="minivae.data:invariant_mass")
def pair_mass(yours):
    """M² = (E₁ + E₂)² - |p₁ + p₂|², one for each pair.

    Task: set square, M² of each pair, (N,)
    Hint: Add the four-vectors, then square. Column 0 is the energy.
    """
    for N in (3, 5, 1):
        first, second = _pairs(np.random.default_rng(513), N)
        MASS.judge("the mass", yours(first, second), first=first, second=second)
    expect_any_size("the mass", yours, _pair_mass, lambda rng: _pairs(rng, int(rng.integers(1, 60))), tries=6)
    for size, N in ((1e-6, 4), (1e6, 4), (1, 6000)):
        first, second = (size * p for p in _pairs(np.random.default_rng(5), N))
        if not np.allclose(yours(first, second), _pair_mass(first, second), rtol=1e-9, atol=0):
            raise Wrong(f"at energies near {size:g}, {N} pairs, it is wrong: is something added, cut off or left out?")


def _pairs(rng, N):
    """Momenta of either sign; some pairs with M² below 0, as a generator makes them."""
    pairs = rng.normal(size=(2, N, 4)) * 3
    pairs[:, ::2, 0] = np.abs(pairs[:, ::2, 0]) + 9
    return tuple(pairs)
