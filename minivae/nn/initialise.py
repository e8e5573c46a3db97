"""Random starts for weights, drawn from a Generator as float32.

With N(0, s²) weights, a layer of I inputs multiplies the variance of its signal
by I s². The two rules choose s so that it neither dies out nor explodes.
"""

import numpy as np

from ..inputs import check_positive_int


def he_normal(n_in, n_out, rng):
    """W ~ N(0, 2 / I): keeps the variance through a ReLU, which halves it.

    He et al. (2015), "Delving deep into rectifiers". Shape (n_in, n_out).
    """
    check_sizes(n_in, n_out)
    scale = np.sqrt(2.0 / n_in)
    return (rng.standard_normal((n_in, n_out)) * scale).astype(np.float32)


def glorot_normal(n_in, n_out, rng):
    """W ~ N(0, 2 / (I + O)): a compromise of the forward and the backward pass.

    Glorot & Bengio (2010), "Understanding the difficulty of training deep
    feedforward neural networks". Shape (n_in, n_out).
    """
    check_sizes(n_in, n_out)
    scale = np.sqrt(2.0 / (n_in + n_out))
    return (rng.standard_normal((n_in, n_out)) * scale).astype(np.float32)


def check_sizes(n_in, n_out):
    """Raise ValueError unless both are integers of at least 1."""
    check_positive_int(n_in, "n_in")
    check_positive_int(n_out, "n_out")
