"""Day 2: documents as counts, naive Bayes, Markov chains, pLSA, LDA."""

import sys

from .chains import match_topics, r_hat, total_variation
from .coherence import npmi_coherence, umass_coherence
from .corpus import BagOfWords
from .counts import split_tokens
from .dirichlet import dirichlet_kl, fixed_point, joint_log_likelihood
from .exact import exact_posterior
from .held_out import completion, fold_in
from .lda import LDA, VariationalLDA
from .lda import gibbs as _gibbs
from .markov import MarkovChain
from .naive_bayes import NaiveBayes
from .plsa import PLSA
from .plsa import em as _em
from .tokens import tokenise
from .top_words import top_words

# Where notebooks that students already have import GibbsState and EM from.
sys.modules.update({f"{__name__}.gibbs": _gibbs, f"{__name__}.em": _em})

__all__ = [
    "LDA",
    "PLSA",
    "BagOfWords",
    "MarkovChain",
    "NaiveBayes",
    "VariationalLDA",
    "completion",
    "dirichlet_kl",
    "exact_posterior",
    "fixed_point",
    "fold_in",
    "joint_log_likelihood",
    "match_topics",
    "npmi_coherence",
    "r_hat",
    "split_tokens",
    "tokenise",
    "top_words",
    "total_variation",
    "umass_coherence",
]
