"""How many dependent draws of a Markov chain are worth one independent draw."""

import numpy as np

from ..base import check_positive, floats


def autocorrelation(x):
    """ρ_t = Σ_s (x_s - m)(x_{s+t} - m) / Σ_s (x_s - m)². (S,) -> (S,), by FFT.

    A chain that never moves has ρ = (1, 0, 0, ...) here.
    """
    x = floats(x, "x")
    if x.ndim != 1 or len(x) == 0 or not np.isfinite(x).all():
        raise ValueError(f"x must be a row of finite numbers, got shape {x.shape}")
    S = len(x)
    f = np.fft.rfft(x - x.mean(), n=2 * S)  # padded: the end does not meet the start
    c = np.fft.irfft(f * np.conj(f))[:S]
    if c[0] <= 0:
        return np.eye(1, S)[0]
    return c / c[0]


def autocorrelation_time(x, window=5.0):
    """τ = 1 + 2 Σ_{t=1}^{T} ρ_t, T the first T >= window τ (Sokal's choice).

    S draws have a mean as exact as S / τ independent ones. Neal (2000) calls the same
    sum the autocorrelation time. The window is needed: beyond it ρ is noise only.

    Parameters
    ----------
    x : (S,)
    window : float

    Returns
    -------
    tau : float; near 1 for independent draws

    Raises
    ------
    ValueError
        If x is no row of finite numbers, or window not positive.
    """
    check_positive(window, "window")
    tau = 2.0 * np.cumsum(autocorrelation(x)) - 1.0  # (S,), by where the sum ends
    enough = np.arange(len(tau)) >= window * tau
    return float(tau[np.argmax(enough)] if enough.any() else tau[-1])


def standard_error(x):
    """Return the standard error of the mean of a chain: sd √(τ / S)."""
    x = np.asarray(x, dtype=float)
    return float(x.std() * np.sqrt(max(autocorrelation_time(x), 0.0) / len(x)))
