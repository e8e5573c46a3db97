"""A row of the ledger: a statement, what is measured, what follows from it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student_t

FIVE = (0, 1, 2, 3, 4)
VERDICTS = ("reproduced", "not reproduced", "corrected")
NAMES = ("ours", "baseline", "rival")


@dataclass(frozen=True)
class Claim:
    """One statement of the slides, and the measurement that judges it.

    Parameters
    ----------
    id, deck, where : str, such as "kmeans-digits", "003" and "day1/KMeans"
    says : str, the statement of the slides, or the number published, in our words
    ours : str, what the value "ours" is
    measure : function(seed) -> dict of floats: "ours", "baseline" and "rival", and
        others by names that are shown
    verdict : str, one of `VERDICTS`
    holds : function(means) -> bool, what must be true of the means for the verdict
    baseline, rival : str, what they are: a trivial one, and the strongest simple one
    note : str, why; "{ours:.2f}" becomes the measured mean, so that no number is typed
    seeds : tuple of int; one for what is not random
    fmt : str, the format of the values
    tolerance : float, by how much a value may differ if it is measured again, as a
        share of it (below 1: absolute)
    quick : bool, whether `make test` measures it again
    data : "bundled", or "mnist": needs the 70,000 images, else the stored value stays
    """

    id: str
    deck: str
    where: str
    says: str
    ours: str
    measure: Callable[[int], dict]
    verdict: str
    holds: Callable[[dict], bool]
    baseline: str = ""
    rival: str = ""
    note: str = ""
    seeds: tuple = (0,)
    fmt: str = ".3f"
    tolerance: float = 1e-6
    quick: bool = False
    data: str = "bundled"

    def __post_init__(self):
        if self.verdict not in VERDICTS:
            raise ValueError(f"{self.id}: the verdict is one of {VERDICTS}")
        if 1 < len(self.seeds) < 5:
            raise ValueError(f"{self.id}: what is random takes at least five seeds")

    def check(self, values):
        """Raise ValueError unless a measurement has the values that the row names."""
        wanted = {"ours"} | {name for name in NAMES if getattr(self, name)}
        if wanted != set(values) & set(NAMES):
            raise ValueError(f"{self.id}: wanted {wanted}, measured {set(values)}")
        for name, value in values.items():
            if not np.isfinite(value):
                raise ValueError(f"{self.id}: {name} is {value}")


def means(by_seed):
    """The mean of each value over the seeds: {seed: {name: value}} -> {name: mean}."""
    rows = list(by_seed.values())
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def half_widths(by_seed):
    """Half of the 95 % interval of each mean (Student's t); empty for one seed."""
    rows = list(by_seed.values())
    n = len(rows)
    if n < 2:
        return {}
    factor = student_t.ppf(0.975, n - 1) / np.sqrt(n)
    return {
        name: float(factor * np.std([row[name] for row in rows], ddof=1))
        for name in rows[0]
    }
