"""How many random numbers an answer takes from the generator that it is handed.

PCG64, the generator of ``np.random.default_rng``, steps on by one for each number of 64 bits; how
far two of its states lie apart can be computed: Brown (1994), "Random number generation with
arbitrary strides".
"""

import numpy as np

from minivae_checks.failure import Wrong

STEP = 0x2360ED051FC65DA44385DF649FCCF645  # the multiplier of PCG64
BITS = 128


def numbers_taken(act, seed=5):
    """Return how many numbers of 64 bits ``act(rng)`` takes from rng."""
    rng = np.random.default_rng(seed)
    before = rng.bit_generator.state["state"]
    act(rng)
    return _distance(before["state"], rng.bit_generator.state["state"]["state"], before["inc"])


def expect_taken(name, act, needed):
    """Refuse ``act(rng)`` if it takes far fewer random numbers than it needs.

    An answer that makes generators of its own, keeps numbers, or uses one of them for many
    entries passes tests of its numbers, and is told here. Half a word may be enough for a number,
    so a third of ``needed`` is asked.

    Raises
    ------
    Wrong
        If too few numbers are taken.
    """
    taken = numbers_taken(act)
    if taken < needed / 3:
        raise Wrong(
            f"{name} need {needed:,} random numbers or more, and yours takes {taken:,} from rng. Draw each of them "
            "from the rng that is handed in: make no generator of your own, use no number twice."
        )


def _distance(now, then, add):
    """Return how many steps lead from one state to the other."""
    bit, steps, times, size = 1, 0, STEP, 1 << BITS
    while now != then:
        if (now ^ then) & bit:
            now = (now * times + add) % size
            steps |= bit
        bit <<= 1
        add = (times + 1) * add % size
        times = times * times % size
    return steps
