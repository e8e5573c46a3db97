"""Day 2: documents as counts, naive Bayes, Markov chains, pLSA, LDA."""

from .coherence import npmi_coherence, umass_coherence
from .corpus import BagOfWords
from .markov import MarkovChain
from .naive_bayes import NaiveBayes
from .tokens import tokenise
from .top_words import top_words

__all__ = [
    "BagOfWords",
    "MarkovChain",
    "NaiveBayes",
    "npmi_coherence",
    "tokenise",
    "top_words",
    "umass_coherence",
]
