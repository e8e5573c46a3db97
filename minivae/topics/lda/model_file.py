"""An LDA model in an .npz file: plain arrays and a line of JSON, never a pickle."""

import numpy as np
from scipy import sparse

from ...npz import read_npz, saved_params, write_npz
from ..dirichlet import check_priors


def save_lda(model, path):
    """Write arguments, history, generator, and the topic of every token.

    The generator is the one of ``numpy.random.default_rng``; a chain that was given
    another kind cannot be read back.
    """
    model._check_fitted()
    state = model._state
    header = {
        "class": "LDA",
        "params": saved_params(model),
        "shape": [len(state.n_dk), model.n_features_in_],
        "n_sweeps": model.n_sweeps_,
        "history": model.history_,
        "eta": state.eta if np.ndim(state.eta) else float(state.eta),
        "generator": state.rng.bit_generator.state,
    }
    arrays = {
        "docs": state.docs,
        "words": state.words,
        "topics": state.topics,
        "alpha": state.alpha,
    }
    return write_npz(path, header, arrays)


def load_lda(cls, path):
    """Build the model from a file that ``save_lda`` wrote.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is not an LDA model, or an array is missing or does not fit.
    """
    header, arrays = read_npz(path, "LDA")
    try:
        model = cls(**header["params"])
        N, V = header["shape"]
        model._check_parameters()
        docs, words, topics = (arrays[name] for name in ("docs", "words", "topics"))
        for name, limit in (("docs", N), ("words", V), ("topics", model.n_topics)):
            values = arrays[name]
            whole = values.dtype.kind == "i" and values.shape == docs.shape
            if not whole or values.min() < 0 or values.max() >= limit:
                raise ValueError(f"{name} should hold whole numbers below {limit}")
        order = np.lexsort((words, docs))
        X = sparse.coo_array((np.ones(len(docs)), (docs, words)), shape=(N, V)).tocsr()
        if arrays["alpha"].shape != (model.n_topics,):
            raise ValueError(f"alpha should be {model.n_topics} numbers")
        check_priors(arrays["alpha"], header["eta"], model.n_topics, V)
        state = model._chain(X, np.random.default_rng(0))
        state.alpha, state.eta = arrays["alpha"], header["eta"]
        state.rng = _generator(header["generator"])  # as it was, before ``_chain`` drew
        # Tokens of one word in one document are alike, so their order does not matter.
        state.topics[np.lexsort((state.words, state.docs))] = topics[order]
        state.recount()
        model.n_sweeps_, model.history_ = header["n_sweeps"], header["history"]
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} holds an unusable LDA model: {error}") from error
    model._state, model.n_features_in_ = state, V
    model._read_off()
    return model


def _generator(state):
    rng = np.random.default_rng(0)
    rng.bit_generator.state = state  # a ValueError if it is another kind's
    return rng
