"""Drawn cats and dogs, white and orange, as in the lecture on K-means."""

import numpy as np

SIDE = 24
ROWS, COLUMNS = np.mgrid[:SIDE, :SIDE]
FURS = (0.95, 0.95, 0.92), (0.90, 0.50, 0.15)  # white, orange
MEADOW = np.array([0.35, 0.55, 0.35])


def face(is_dog, down, right):
    """True where the animal is: head, pointed or hanging ears, two eyes."""
    y, x = ROWS - 12.5 - down, COLUMNS - 11.5 - right
    head = x**2 + y**2 < 6**2
    ears = (np.abs(np.abs(x) - 4) < (y + 10) / 2.5) & (y < 0)
    if is_dog:
        ears = ((np.abs(x) - 6) / 2) ** 2 + ((y - 1) / 6) ** 2 < 1
    return (head | ears) & ((np.abs(x) - 2.5) ** 2 + (y + 0.5) ** 2 > 1.3)


def make_pets(n, reach, rng):
    """n pictures (n, 3 SIDE²), dogs (n,), colours (n,), moved by up to `reach`."""
    dogs, orange = np.arange(n) % 2, np.arange(n) // 2 % 2
    moves = rng.integers(-reach, reach + 1, (n, 2))
    pictures = []
    for is_dog, colour, way in zip(dogs, orange, moves, strict=True):
        inside = face(is_dog, *way)[:, :, None]
        fur = np.array(FURS[colour]) * rng.uniform(0.85, 1.05)
        noise = rng.normal(0, 0.03, (SIDE, SIDE, 3))
        pictures.append(np.where(inside, fur, MEADOW) + noise)
    return np.clip(pictures, 0, 1).reshape(n, -1), dogs, orange


def outline(pictures):
    """1 where the colour is far from the meadow's, else 0: (n, SIDE²)."""
    away = np.abs(pictures.reshape(len(pictures), -1, 3) - MEADOW).sum(axis=2)
    return (away > 0.35).astype(float)
