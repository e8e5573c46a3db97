"""The strength of an edge as a function of its length on the map."""

import numpy as np


def curve(min_dist, spread):
    """Return a, b of 1 / (1 + a d^2b), fitted by least squares to a shoulder.

    The shoulder is 1 up to min_dist, then exp(-(d - min_dist) / spread), at 300 places
    from 0 to 3 spread. Gauss-Newton in log a and log b, a step halved until it helps.
    """
    d = np.linspace(0, 3 * spread, 300)[1:]  # at 0 both are 1
    wanted = np.exp(-np.maximum(d - min_dist, 0) / spread)

    def residuals(theta):
        a, b = np.exp(theta)
        return 1 / (1 + a * d ** (2 * b)) - wanted

    theta = np.array([-2 * np.log(spread), 0.0])  # a = 1 / spread², b = 1
    r = residuals(theta)
    for _ in range(200):
        q = r + wanted
        # dq / dlog a = -q (1 - q), since a d^2b q = 1 - q;  dlog b: times 2 b log d
        slope = -q * (1 - q)
        J = np.stack([slope, slope * 2 * np.exp(theta[1]) * np.log(d)], axis=1)
        step = np.linalg.lstsq(J, -r, rcond=None)[0]
        step *= min(1, 1 / np.abs(step).max()) if step.any() else 1
        while step @ step > 1e-24:
            tried = residuals(theta + step)
            if tried @ tried < r @ r:
                break
            step = step / 2
        else:
            break
        theta, r = theta + step, tried
    a, b = np.exp(theta)
    return float(a), float(b)


def attraction(square, a, b):
    """-log q and its derivative by d², q = 1 / (1 + a d^2b)."""
    x = a * square**b
    return np.log1p(x), b * x / (square * (1 + x))


def repulsion(square, a, b):
    """-log(1 - q) and its derivative by d²."""
    x = a * square**b
    return np.log1p(1 / x), -b / (square * (1 + x))
