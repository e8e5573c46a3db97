"""Corpora so small that everything about them can be written down.

K topics, V words, N documents.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class ToyModel:
    """A document that is written by hand: θ (K,), φ (K, V), and what they are of."""

    topic_names: tuple
    vocabulary: tuple
    theta: np.ndarray
    phi: np.ndarray

    def joint(self, words, topics):
        """p(w_1, ..., w_n, z_1, ..., z_n) = Π_i θ_{z_i} φ_{z_i w_i}.

        Parameters
        ----------
        words, topics : sequences of the same length, by name

        Examples
        --------
        >>> toy = pets_and_pop()
        >>> round(float(toy.joint(["AKB", "BNK", "Dog"], ["B", "B", "A"])), 6)
        0.015435
        """
        w = [self.vocabulary.index(word) for word in words]
        z = [self.topic_names.index(topic) for topic in topics]
        if len(w) != len(z):
            raise ValueError(f"{len(w)} words need as many topics, got {len(z)}")
        return np.prod(self.theta[z] * self.phi[z, w])


@dataclass(frozen=True, eq=False)
class ToyCorpus:
    """Documents as lists of words; their counts (N, V), in the vocabulary's order."""

    documents: tuple
    vocabulary: tuple
    counts: np.ndarray


def pets_and_pop():
    """Return topic A, of Cat and Dog, and topic B, of the pop groups BNK and AKB.

    θ = (.3, .7). No word belongs to both topics; so only one assignment of topics
    can have written a document, and p(words) = p(words, topics) for that one.
    """
    return ToyModel(
        topic_names=("A", "B"),
        vocabulary=("Cat", "Dog", "BNK", "AKB"),
        theta=np.array([0.3, 0.7]),
        phi=np.array([[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.7, 0.3]]),
    )


def three_documents():
    """Return three documents for counting by hand: pets, pop, and some of both.

    The third is where pLSA has to divide its words among two topics.
    """
    documents = (
        ("Cat", "Dog", "Dog", "Cat", "Cat"),
        ("BNK", "AKB", "BNK", "BNK"),
        ("Cat", "BNK", "AKB", "Dog", "AKB", "BNK"),
    )
    vocabulary = pets_and_pop().vocabulary
    counts = np.array([[d.count(word) for word in vocabulary] for d in documents])
    return ToyCorpus(documents, vocabulary, counts)
