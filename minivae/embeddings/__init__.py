"""Day 3: representations. Principal components, maps, vectors of words."""

from .analogies import answer_analogies
from .cooccurrences import count_cooccurrences, ppmi, ppmi_vectors, truncated_svd
from .fisher import FisherDiscriminant
from .glove import GloVe, glove_cell
from .label_spreading import LabelSpreading
from .neighbours import nearest_neighbours
from .pca import PCA
from .power_iteration import orthogonal_iteration, power_iteration
from .ppca_em import ppca_by_em
from .probabilistic_pca import ProbabilisticPCA, held_out_scores
from .skip_gram import skip_gram_pair
from .trustworthiness import neighbours_kept, trustworthiness
from .umap import UMAP
from .word2vec import Word2Vec
from .word_vectors import WordVectors, load_word2vec_format

__all__ = [
    "PCA",
    "FisherDiscriminant",
    "UMAP",
    "GloVe",
    "LabelSpreading",
    "ProbabilisticPCA",
    "Word2Vec",
    "WordVectors",
    "answer_analogies",
    "count_cooccurrences",
    "glove_cell",
    "held_out_scores",
    "load_word2vec_format",
    "orthogonal_iteration",
    "power_iteration",
    "ppca_by_em",
    "nearest_neighbours",
    "neighbours_kept",
    "ppmi",
    "ppmi_vectors",
    "skip_gram_pair",
    "truncated_svd",
    "trustworthiness",
]
