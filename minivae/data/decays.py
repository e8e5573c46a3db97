"""A generated world: decays of one heavy particle into two, by exact kinematics.

N events. Energies, momenta and masses in GeV, c = 1.
"""

from dataclasses import dataclass

import numpy as np

from minivae.base import check_number, check_positive, check_positive_int, generator
from minivae.data.four_vectors import boost

REACH = 10  # widths: how far a mass may lie from the resonance
COLUMNS = ("E1", "px1", "py1", "pz1", "E2", "px2", "py2", "pz2")


@dataclass(frozen=True, eq=False)
class Decays:
    """Events (N, 8) float64, two four-vectors as `columns` says, and the truth behind.

    `parent` (N, 4), the four-vector of what decayed; `mass` (N,), its mass; `direction`
    (N, 3), of length 1: where the first particle went, seen at rest with the parent;
    `masses` (2,), those of the two particles.
    """

    events: np.ndarray
    parent: np.ndarray
    mass: np.ndarray
    direction: np.ndarray
    masses: tuple[float, float]
    columns: tuple = COLUMNS
    source: str = "generated"

    def __repr__(self):
        return f"Decays({len(self.events):,} events, masses {self.masses})"


def make_decays(
    n_events=15_000,
    mass=91.19,
    width=2.5,
    masses=(1.777, 20.0),
    pt=20.0,
    pz=40.0,
    random_state=0,
):
    """p(M) ∝ 1 / ((M - m)² + Γ²/4), p_T ~ Exp(pt), p_z ~ N(0, pz²).

    Seen at rest with the parent, the two particles fly apart back to back, in each
    direction alike, with

        |p|² = (M² - (m₁ + m₂)²) (M² - (m₁ - m₂)²) / 4 M²

    and are then boosted to its motion. The mass is drawn within ten widths of m.

    Parameters
    ----------
    n_events : int
    mass, width : floats, m and Γ, the full width at half of the maximum
    masses : two floats from 0, m₁ and m₂
    pt, pz : floats from 0, the mean momentum of the parent across the beam, and the
        standard deviation of that along it
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    Decays

    Raises
    ------
    ValueError
        If a number is out of its range, or the parent may be too light to decay.

    Examples
    --------
    >>> from minivae.data import invariant_mass
    >>> decays = make_decays(1000)
    >>> m = invariant_mass(decays.events[:, :4], decays.events[:, 4:])
    >>> bool(abs(m / decays.mass - 1).max() < 1e-12)
    True
    """
    N = check_positive_int(n_events, "n_events")
    mass, width = check_positive(mass, "mass"), check_positive(width, "width")
    pt, pz = check_number(pt, "pt", 0), check_number(pz, "pz", 0)
    first, second = _two_masses(masses)
    lightest = mass - REACH * width
    if lightest <= first + second:
        raise ValueError(
            f"masses must add up to less than mass - {REACH} width = {lightest:g}, "
            f"got {first:g} + {second:g}"
        )
    rng = generator(random_state)
    # The inverse of the distribution function, an arc tangent, cut off at both ends.
    end = np.arctan(2 * REACH)
    M = mass + width / 2 * np.tan(rng.uniform(-end, end, N))
    parent = _moving(M, rng.exponential(pt, N), rng.normal(0, pz, N), rng)
    cos, phi = rng.uniform(-1, 1, N), rng.uniform(0, 2 * np.pi, N)
    sin = np.sqrt(1 - cos**2)
    direction = np.stack([sin * np.cos(phi), sin * np.sin(phi), cos], axis=1)
    squared = (M**2 - (first + second) ** 2) * (M**2 - (first - second) ** 2)
    p = np.sqrt(squared)[:, None] / (2 * M[:, None]) * direction
    at_rest = with_energy(p, first), with_energy(-p, second)
    events = np.hstack([boost(q, parent) for q in at_rest])
    return Decays(events, parent, M, direction, (first, second))


def with_energy(p, mass):
    """Return (√(m² + |p|²), p), momenta (N, 3) to four-vectors (N, 4)."""
    energy = np.sqrt(mass**2 + np.sum(p**2, axis=1))
    return np.column_stack([energy, p])


def _moving(mass, pt, pz, rng):
    """Return the four-vectors of parents, any direction across the beam alike."""
    phi = rng.uniform(0, 2 * np.pi, len(mass))
    return with_energy(np.stack([pt * np.cos(phi), pt * np.sin(phi), pz], axis=1), mass)


def _two_masses(masses):
    try:
        first, second = masses
    except (TypeError, ValueError):
        raise ValueError(f"masses must be two numbers, got {masses!r}") from None
    return tuple(check_number(m, "masses", 0) for m in (first, second))
