"""How a generated face is made: a shape, its colours, and light on it.

A face is drawn in x from -1 to 1 (left to right) and y from -1 to 1 (top to bottom).
"""

import numpy as np

# Each trait moves one number of the face by so much for each standard deviation.
TRAITS = {
    "face width": ("width", 0.05),
    "jaw width": ("jaw", 0.05),
    "eye distance": ("eyes", 0.035),
    "eye size": ("eye_size", 0.018),
    "brow height": ("brow", 0.03),
    "brow strength": ("brow_dark", 0.1),
    "nose length": ("nose", 0.045),
    "nose width": ("nose_width", 0.018),
    "mouth width": ("mouth", 0.05),
    "lips": ("lips", 0.014),
    "mouth height": ("mouth_y", 0.03),
    "hairline": ("hairline", 0.07),
    "hair darkness": ("hair", 0.08),
    "skin": ("skin", 0.06),
}
MEAN = dict(
    width=0.62, jaw=0.45, eyes=0.27, eye_size=0.1, brow=0.22, brow_dark=0.38, nose=0.2,
    nose_width=0.1, mouth=0.22, lips=0.055, mouth_y=0.47, hairline=-0.52, hair=0.55,
    skin=0.78,
)  # fmt: skip
EYE_Y = -0.08


def light_maps(x, y, **face):
    """Return b, colour times normal: what a lamp l shows is b · l: (..., 3).

    Lambert's law without shadows: grey level = ρ n · l, ρ the colour, n the normal of
    the surface, l the direction to the lamp, as long as the lamp is strong.
    """
    f = MEAN | face
    step = 1e-3
    height = [
        surface(x + dx, y + dy, f)
        for dx, dy in ((step, 0), (-step, 0), (0, step), (0, -step))
    ]
    n_x = (height[1] - height[0]) / (2 * step)
    n_y = (height[3] - height[2]) / (2 * step)
    normal = np.stack([n_x, n_y, np.ones_like(n_x)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    return colours(x, y, f)[..., None] * normal


def outline(x, y, f):
    """Return how far out a point lies: 1 at the edge of the face."""
    half = f["width"] + (f["jaw"] - f["width"]) * soft((y - 0.3) / 0.25)
    return np.sqrt((x / half) ** 2 + (y / 0.86) ** 2 + 1e-6)


def surface(x, y, f):
    """Return the height of the surface: head, nose, brows, eyes, lips, cheeks."""
    r = outline(x, y, f)
    z = 0.3 * np.exp(-((r / 0.95) ** 3))
    tip = EYE_Y + f["nose"] + 0.1
    along = np.clip((y - EYE_Y) / (tip - EYE_Y), 0, 1)
    z = z + 0.08 * along * bump(x, y - tip + 0.05, f["nose_width"], 0.13)
    z = z + 0.05 * bump(x, y - 0.08, 0.07, 0.16)
    for side in (-1, 1):
        z = z - 0.035 * bump(x - side * f["eyes"], y - EYE_Y, 0.13, 0.1)
        z = z + 0.03 * bump(x - side * f["eyes"], y - EYE_Y + f["brow"], 0.17, 0.06)
        z = z + 0.03 * bump(x - side * 0.3, y - 0.25, 0.14, 0.14)
    z = z + 0.035 * bump(x, y - f["mouth_y"], f["mouth"], 1.5 * f["lips"])
    return z + 0.04 * bump(x, y - 0.72, 0.15, 0.1)


def colours(x, y, f):
    """Return ρ, from 0 (black) to 1: skin, hair, eyes, brows, mouth, background."""
    r = outline(x, y, f)
    face = soft((1 - r) / 0.05)
    head = soft((1.17 - outline(x, y + 0.09, f)) / 0.05) * soft((0.25 - y) / 0.12)
    hair = 0.95 - f["hair"] * 1.2
    rho = 0.42 + head * (hair - 0.42)  # hair before the background
    skin = np.full_like(x, f["skin"])
    for side in (-1, 1):
        u, v = x - side * f["eyes"], y - EYE_Y
        skin = skin + 0.1 * bump(u, v, 1.25 * f["eye_size"], 0.06)
        skin = skin - 0.5 * bump(u, v, 0.6 * f["eye_size"], 0.055)
        skin = skin - 0.2 * bump(u, v + 0.06, 1.2 * f["eye_size"], 0.025)
        lift = v + f["brow"] - 0.05 + 0.6 * u**2
        skin = skin - f["brow_dark"] * bump(u, lift, 0.13, 0.04)
        under = EYE_Y + f["nose"] + 0.15
        skin = skin - 0.22 * bump(
            x - side * 0.6 * f["nose_width"], y - under, 0.04, 0.03
        )
    skin = skin - 0.22 * bump(x, y - f["mouth_y"], f["mouth"], f["lips"])
    skin = skin - 0.3 * bump(x, y - f["mouth_y"], f["mouth"], 0.022)
    fringe = soft((f["hairline"] + 0.25 * x**2 - y) / 0.06)
    skin = skin + fringe * (hair - skin)
    return rho + face * (skin - rho)


def bump(x, y, sx, sy):
    """exp(-x² / 2 sx² - y² / 2 sy²)."""
    return np.exp(-0.5 * ((x / sx) ** 2 + (y / sy) ** 2))


def soft(x):
    """1 / (1 + e^-x), a step with a soft edge."""
    return 0.5 * (1 + np.tanh(x / 2))
