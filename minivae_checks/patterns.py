"""Tables of drawn numbers without a pattern: no entry goes with another one."""

import numpy as np

from minivae_checks.failure import Wrong

CHANCE = 6.0  # standard errors: the largest of some 100,000 correlations stays below


def expect_no_pattern(name, table, rows="rows", columns="columns"):
    """Refuse a table of draws, (N, D), if one entry tells something about another.

    Looked at are the correlations at every distance, of mirror images, and of every two rows
    and columns, and how much the sums of rows and columns vary. N and D should be 100 and more.

    Parameters
    ----------
    name : str
        What an entry is, in the plural, such as ``"the coins"``.
    table : array_like
        (N, D), of one distribution.
    rows, columns : str
        What a row and a column are, in the plural.

    Raises
    ------
    Wrong
        One sentence that says which entries go together.
    """
    z = np.asarray(table, dtype=float)
    z = z - z.mean()
    if not z.any():
        return
    start = f"{name} are not independent"
    chance = CHANCE / np.sqrt(z.size)
    r = _correlations(z, z)
    r[0, 0] = 0
    _refuse_distance(start, r, chance, rows, columns)
    _refuse_equals(start, z, rows)
    _refuse_equals(start, z.T, columns)
    for mirror in _mirrors(z):  # each pair comes twice, and a line of entries meets itself
        r = _correlations(z, mirror)
        if np.abs(r).max() > np.sqrt(2) * chance + 2 / min(z.shape):
            raise Wrong(f"{start}: they go with their own mirror image. Each needs a number of its own.")
    _refuse_sums(start, z, columns, rows)
    _refuse_sums(start, z.T, rows, columns)


def expect_no_memory(start, first, second, rows="rows", columns="columns"):
    """Refuse two tables, (N, D) each, if entries of one go with entries of the other.

    ``start`` begins the sentence, such as ``"the coins of two calls are not independent"``.

    Raises
    ------
    Wrong
        One sentence that says how far apart they stand.
    """
    a, b = (np.asarray(table, dtype=float) for table in (first, second))
    a, b = a - a.mean(), b - b.mean()
    if a.any() and b.any():
        chance = CHANCE / np.sqrt(a.size)
        _refuse_distance(start, _correlations(a, b), chance, rows, columns)
        if any(np.abs(_correlations(a, mirror)).max() > chance for mirror in _mirrors(b)):
            raise Wrong(f"{start}: one is a mirror image of the other. Each needs numbers of its own.")


def _mirrors(z):
    """Upside down, left to right, both, and rows for columns."""
    yield from (z[::-1], z[:, ::-1], z[::-1, ::-1])
    if z.shape[0] == z.shape[1]:
        yield z.T


def _correlations(a, b):
    """The correlation of a with b at every distance, (N, D), round the edges."""
    spectrum = np.fft.rfft2(a) * np.conj(np.fft.rfft2(b))
    return np.fft.irfft2(spectrum, s=a.shape) / np.sqrt(np.sum(a**2) * np.sum(b**2))


def _refuse_distance(start, r, chance, rows, columns):
    worst = np.unravel_index(np.abs(r).argmax(), r.shape)
    if abs(r[worst]) > chance:
        n, d = (min(lag, size - lag) for lag, size in zip(worst, r.shape, strict=True))
        raise Wrong(
            f"{start}: what stands {n} {rows} and {d} {columns} apart has correlation {r[worst]:.2f}. "
            "Each needs a number of its own."
        )


def _refuse_equals(start, z, rows):
    length = np.sqrt(np.sum(z**2, axis=1))
    unit = z / np.where(length > 0, length, 1)[:, None]
    r = unit @ unit.T
    np.fill_diagonal(r, 0)
    if np.abs(r).max() > min(0.95, 8 / np.sqrt(z.shape[1])):
        i, j = np.unravel_index(np.abs(r).argmax(), r.shape)
        raise Wrong(
            f"{start}: {rows} {i} and {j} have correlation {r[i, j]:.2f}. Draw a number for each entry, "
            "and use none twice."
        )


def _refuse_sums(start, z, columns, rows):
    n, d = z.shape
    share = z.sum(axis=1).var() / (d * z.var())
    if abs(share - 1) > 5 * np.sqrt(2 / n):
        more = "more" if share > 1 else "less"
        raise Wrong(
            f"{start}: their sums over the {columns} vary {more} from one to the next of the {rows} than chance "
            f"does ({share:.2f} times as much). Draw each by itself, and fix no count."
        )
