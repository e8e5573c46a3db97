"""Four-vectors: (E, p_x, p_y, p_z), energy and momentum, in units where c = 1."""

import numpy as np

from minivae.base import floats


def invariant_mass(*momenta):
    """m = √(E² - |p|²), E and p summed over the particles: alike for all observers.

    Where E² < |p|², as no particles have it but generated numbers may, it is
    -√(|p|² - E²).

    Parameters
    ----------
    momenta : one or more arrays, (..., 4), in GeV; of the same shape

    Returns
    -------
    array, (...), GeV

    Examples
    --------
    >>> electron, positron = [5.0, 0.0, 3.0, 4.0], [5.0, 0.0, -3.0, -4.0]
    >>> invariant_mass(electron, positron), invariant_mass(electron)
    (np.float64(10.0), np.float64(0.0))
    """
    if not momenta:
        raise ValueError("invariant_mass expects at least one four-vector, got none")
    parts = [_four(p, "a momentum") for p in momenta]
    if len({p.shape for p in parts}) > 1:
        shapes = ", ".join(str(p.shape) for p in parts)
        raise ValueError(f"the momenta must have one shape, got {shapes}")
    total = np.sum(parts, axis=0)
    squared = total[..., 0] ** 2 - np.sum(total[..., 1:] ** 2, axis=-1)
    return np.sign(squared) * np.sqrt(np.abs(squared))


def boost(p, parent):
    """p' of a particle that has p for an observer at rest with the parent.

        E' = (E_P E + P·p) / M,    p' = p + P (E + E') / (M + E_P)

    with the parent's four-vector (E_P, P) and its mass M: exact, no small velocity is
    assumed.

    Parameters
    ----------
    p, parent : arrays, (..., 4)

    Returns
    -------
    array, (..., 4)

    Raises
    ------
    ValueError
        If a parent has no mass: none is at rest with it.
    """
    p, parent = _four(p, "p"), _four(parent, "parent")
    mass = invariant_mass(parent)
    if mass.size and not mass.min() > 0:
        raise ValueError(f"parent must have a positive mass, got {mass.min():g}")
    energy = np.sum(parent * p, axis=-1) / mass  # all signs +: the parent moves away
    share = (p[..., 0] + energy) / (mass + parent[..., 0])
    space = p[..., 1:] + parent[..., 1:] * share[..., None]
    return np.concatenate([energy[..., None], space], axis=-1)


def _four(value, name):
    value = floats(value, name)
    if value.ndim == 0 or value.shape[-1] != 4:
        raise ValueError(
            f"{name} must be four-vectors (..., 4), got shape {value.shape}"
        )
    return value
