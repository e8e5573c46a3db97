"""What a VariationalLDA keeps in a file: λ, from which its topics follow."""

from ...base import check_positive_int
from ...files import Floats, History, Whole


class SavedVariational:
    """The fields of a VariationalLDA. After ``partial_fit`` alone, some are missing."""

    def _fitted(self):
        K = check_positive_int(self.n_topics, "n_topics")
        return {
            "lambda_": Floats(K, self.n_features_in_, above=0),
            "n_steps_": Whole(),
            "history_": History(),
            "gamma_": Floats("N", K, above=0, optional=True),
            "doc_topic_": Floats("N", K, least=0, sums=(1,), optional=True),
            "n_iter_": Whole(optional=True),
        }

    def _take(self, values):
        self._set_lambda(values.pop("lambda_"))
        super()._take(values)
