"""What an LDA keeps in a file: its chain, and `resume` goes on as if never saved."""

import numpy as np
from scipy import sparse

from ...base import check_positive_int
from ...files import Floats, History, Json, Whole

# A file of the first format has no counts: how much the model may be larger than it.
TIMES, FREE = 200, 50_000_000  # bytes
EACH = 40  # bytes that one topic of a document or a word takes in the model


class SavedLDA:
    """The fields of an LDA, and the way back to its chain.

    The generator goes into the file, if it is the one of ``numpy.random.default_rng``;
    a chain that was given another kind cannot be saved.

    Shapes: N documents, V words, K topics, n tokens.
    """

    def _fitted(self):
        K, V = check_positive_int(self.n_topics, "n_topics"), self.n_features_in_
        return {
            "docs": Whole("n", dtype="int32"),
            "words": Whole("n", below=V, dtype="int32"),
            "topics": Whole("n", below=K, dtype="int32"),
            "alpha": Floats(K, above=0, types=("f4",)),
            "eta_": Floats(*np.shape(self.eta), above=0),
            "n_sweeps_": Whole(),
            "history_": History(),
            "generator": Json(),
            "ndz_": Whole("N", K, optional=True),
            "nzw_": Whole(K, V, optional=True),
            "n_documents": Whole(least=1, optional=True),  # for want of the two counts
        }

    def _saved_values(self):
        state, generator = self._state, self._state.rng.bit_generator.state
        if generator["bit_generator"] != "PCG64":
            raise ValueError(
                f"the chain draws from {generator['bit_generator']}; a file keeps the "
                "state of numpy.random.default_rng (PCG64) alone"
            )
        chain = {name: getattr(state, name) for name in ("docs", "words", "topics")}
        more = {"alpha": state.alpha, "generator": generator}
        return super()._saved_values() | chain | more

    def _before_load(self, archive):
        self._bytes_of_file = 4 * archive.numbers

    def _take(self, values):
        docs, words, topics = (values.pop(name) for name in ("docs", "words", "topics"))
        N, V = self._shape(values), self.n_features_in_
        if docs.max() >= N:
            raise ValueError(f"docs should hold whole numbers below {N}")
        for name, index in (("ndz_", (docs, topics)), ("nzw_", (topics, words))):
            if name in values:
                right = np.zeros_like(values[name])
                np.add.at(right, index, 1)
                if not np.array_equal(values[name], right):
                    raise ValueError(f"{name} should count the topics of the tokens")
        order = np.lexsort((words, docs))
        X = sparse.coo_array((np.ones(len(docs)), (docs, words)), shape=(N, V)).tocsr()
        state = self._chain(X, np.random.default_rng(0))
        state.alpha, state.eta = values.pop("alpha"), values["eta_"]
        # As it was, before ``_chain`` drew. A ValueError if it is another kind's.
        state.rng.bit_generator.state = values.pop("generator")
        # Tokens of one word in one document are alike, so their order does not matter.
        state.topics[np.lexsort((state.words, state.docs))] = topics[order]
        state.recount()
        super()._take(values)
        self._state = state
        self._read_off()

    def _shape(self, values):
        """Return N; ValueError if the model would be far larger than its file."""
        size = vars(self).pop("_bytes_of_file")
        if "ndz_" in values and "nzw_" in values:
            return len(values["ndz_"])
        if "n_documents" not in values:
            raise ValueError("it lacks the array ndz_ or nzw_")
        N = values.pop("n_documents")
        needed = EACH * self.n_topics * (N + self.n_features_in_)
        if needed > TIMES * size + FREE:
            raise ValueError(
                f"{N:,} documents, {self.n_features_in_:,} words and {self.n_topics:,} "
                f"topics would take {needed:,} bytes, far more than the file"
            )
        return N
