"""How well θ φ predict a table of counts."""

import numpy as np


def score(theta, phi, X):
    """Log-likelihood of the counts X under θ φ."""
    docs, words = np.nonzero(X)
    return X[docs, words] @ np.log((theta @ phi)[docs, words])


def perplexity(theta, phi, X):
    """exp(-log p per token)."""
    with np.errstate(divide="ignore", over="ignore"):
        return float(np.exp(-score(theta, phi, X) / X.sum()))
