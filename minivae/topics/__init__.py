"""Day 2: documents as counts, naive Bayes, Markov chains, pLSA, LDA."""

from . import former_places  # noqa: F401  (it registers them)
from .chains import match_topics, r_hat, total_variation
from .coherence import npmi_coherence, umass_coherence
from .corpus import BagOfWords
from .counts import split_tokens
from .dirichlet import dirichlet_kl, fixed_point, joint_log_likelihood
from .exact import exact_posterior
from .held_out import completion, fold_in
from .lda import LDA, VariationalLDA
from .markov import MarkovChain
from .naive_bayes import NaiveBayes
from .plsa import PLSA
from .tokens import tokenise
from .top_words import top_words

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
