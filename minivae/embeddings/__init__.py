"""Day 3: representations. Principal components, maps, vectors of words."""

from .analogies import answer_analogies
from .cooccurrences import count_cooccurrences, ppmi, ppmi_vectors, truncated_svd
from .glove import GloVe, glove_cell
from .neighbours import nearest_neighbours
from .pca import PCA
from .skip_gram import skip_gram_pair
from .trustworthiness import neighbours_kept, trustworthiness
from .umap import UMAP
from .word2vec import Word2Vec
from .word_vectors import WordVectors, load_word2vec_format

__all__ = [
    "PCA",
    "UMAP",
    "GloVe",
    "Word2Vec",
    "WordVectors",
    "answer_analogies",
    "count_cooccurrences",
    "glove_cell",
    "load_word2vec_format",
    "nearest_neighbours",
    "neighbours_kept",
    "ppmi",
    "ppmi_vectors",
    "skip_gram_pair",
    "truncated_svd",
    "trustworthiness",
]
