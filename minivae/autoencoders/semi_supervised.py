"""A VAE with a class: it learns from few labels and many images without one.

Shapes: N batch, D pixels, K latent dimensions, C classes; P pairs of an image and a
class. All values in nats.
"""

import numpy as np

from ..base import (
    check_count,
    check_number,
    check_one_of,
    check_positive_int,
    check_unit_interval,
    generator,
)
from ..classifier import Classifier, check_some_labels, class_numbers
from ..files import Labels
from ..fitting import warn
from .balanced import balanced, endless, take
from .semi_supervised_bound import SemiSupervisedBound, log_softmax
from .trainable import BLOCK, TrainableAutoencoder, forward_by_row

INFERENCE = ("exact", "gumbel", "straight-through")


class SemiSupervisedVAE(SemiSupervisedBound, Classifier, TrainableAutoencoder):
    """log p(x, y) >= -L(x, y) = E_q(z|x,y)[log p(x|y, z)] + log p(y) - KL(q ‖ p(z)).

    log p(x) >= -U(x) = Σ_y q(y|x) (-L(x, y) - log q(y|x)), where the label is missing.
    p(y) = 1/C, p(z) = N(0, I), q(z|x, y) = N(μ(x, y), σ²(x, y)). For N_l images with a
    label and N_u without, fit minimises, as a mean over all N = N_l + N_u,

        J = (N_l mean L(x, y) + N_u mean U(x)) / N + α mean(-log q(y|x)).

    The last mean is over the labels: without it they would not teach q(y|x), which is
    what predicts. This is model M2 of Kingma, Mohamed, Rezende and Welling (2014); its
    α, 0.1 N for a sum over all images, is 0.1 here.

    Parameters
    ----------
    hidden : tuple of int, widths of the three networks; the decoder's in other order
    latent_dim : int, K
    alpha : float from 0 to 1e6, weight of the classification term. The paper's 0.1 is
        for thousands of epochs; in few, labels must have settled before U is heeded
    inference : how U sums over y. "exact": every class (whose q(y|x) is not below the
        rounding of float32). "gumbel": one y, drawn and smoothed by ``temperature``.
        "straight-through": the drawn class, with the gradient of the smoothed one
    temperature : float from 0.001 to 1000, of the last two
    likelihood : "bernoulli" (data in [0, 1]) or "gaussian"
    variance : float from 1e-6 to 1e6, σ² of the Gaussian likelihood
    epochs, batch_size : int; a step takes so many images of each kind, with a label
        and without (or all there are). An epoch is one pass through the larger kind
    learning_rate : float, Adam's
    random_state : None, int or numpy.random.Generator
    progress : bool, show a bar with the ELBO
    batch_norm : bool, a BatchNorm before each ReLU of the classifier
    shift : int, in training the classifier alone sees images moved by up to so many
        pixels; encoder and decoder, where they were: see `RandomShift`

    Attributes
    ----------
    classes_ : (C,)
    classifier_ : Sequential, x -> logits of q(y|x), (N, C)
    encoder_ : ClassPerceptron, x, y -> (μ, log σ²) side by side, (N, 2K)
    decoder_ : ClassPerceptron, z, y -> logits (Bernoulli) or means (Gaussian), (N, D)
    history_ : dict, one value per epoch, nats per image: "labelled_elbo" (-L),
        "unlabelled_elbo" (-U), "elbo" (both, by their shares) and "cross_entropy"

    Raises
    ------
    ValueError
        As `VAE`; if y holds no label, of one class only, or not one for each row.

    Notes
    -----
    Images with a label are drawn so that each class comes equally often, as p(y) has
    it; each step has a minibatch of both kinds, as in the paper. Of M2 on the codes of
    a VAE, M1+M2: ``make_pipeline(VAE(...), SemiSupervisedVAE(likelihood="gaussian"))``.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).random((64, 12), dtype=np.float32)
    >>> y = np.where(np.arange(64) < 9, X[:, 0] > 0.5, -1)
    >>> model = SemiSupervisedVAE(hidden=(8,), latent_dim=2, epochs=2, batch_size=16,
    ...                           random_state=0, progress=False).fit(X, y)
    >>> model.predict_proba(X).shape, model.sample(3, y=1, random_state=0).shape
    ((64, 2), (3, 12))
    """

    _show = "elbo"

    def __init__(
        self,
        hidden=(400,),
        latent_dim=20,
        alpha=100.0,
        inference="exact",
        temperature=0.5,
        likelihood="bernoulli",
        variance=1.0,
        epochs=10,
        batch_size=128,
        learning_rate=1e-3,
        random_state=None,
        progress=True,
        batch_norm=False,
        shift=0,
    ):
        self.hidden = hidden
        self.latent_dim = latent_dim
        self.alpha = alpha
        self.inference = inference
        self.temperature = temperature
        self.likelihood = likelihood
        self.variance = variance
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.progress = progress
        self.batch_norm = batch_norm
        self.shift = shift

    def fit(self, X, y=None):
        """Train on X: (N, D), and labels y: (N,), -1 where there is none.

        Ctrl-C ends it early and keeps the networks of the last whole epoch.
        """
        X = self._check_fit_input(X)
        self._check_parameters()
        classes, y = check_some_labels(y, len(X), type(self).__name__)
        if self.likelihood == "bernoulli":
            check_unit_interval(X, type(self).__name__)
        if self.latent_dim > X.shape[1]:
            told = f"latent_dim={self.latent_dim} is more than the {X.shape[1]} columns"
            warn(f"{told} of X: z could copy x")
        rng = generator(self.random_state)
        self.classes_ = classes
        self._build(X.shape[1], rng)
        n_labelled, n_unlabelled = int(np.sum(y >= 0)), int(np.sum(y < 0))
        labelled, unlabelled = balanced(y, rng), endless(np.flatnonzero(y < 0), rng)

        def batch_loss(batch):
            size = max(len(batch), 2)  # one image has no variance
            some = take(min(size, n_labelled), labelled)
            others = take(min(size, n_unlabelled), unlabelled)
            noise, share = self._noise(len(some), len(others), rng), n_labelled / len(X)
            seen = self._seen(X, some, rng), y[some], self._seen(X, others, rng)
            return self.loss_and_grads(*seen, *noise, share, train=True, rng=rng)

        self._train(batch_loss, max(n_labelled, n_unlabelled), X, rng)
        return self

    def predict_log_proba(self, X):
        """log q(y|x): (N, D) -> (N, C), nats."""
        X = self._check_data(X)
        return log_softmax(forward_by_row(self.classifier_, X))

    def predict(self, X):
        """Return the class with the largest q(y|x): (N, D) -> (N,)."""
        best = self.predict_log_proba(X).argmax(axis=1)
        return self.classes_[best]

    def transform(self, X):
        """Return the mean of z, Σ_y q(y|x) μ(x, y): (N, D) -> (N, K)."""
        q = self.predict_proba(X)  # (N, C)
        X, C = self._check_data(X), len(self.classes_)
        Z, step = np.empty((len(X), self.latent_dim), X.dtype), max(1, BLOCK // C)
        for i in range(0, len(X), step):
            x = X[i : i + step].astype(np.float64)  # see forward_by_row
            rows, classes = np.divmod(np.arange(len(x) * C), C)
            h, _ = self.encoder_.forward(x, classes, rows)  # (P, 2K)
            mu = h[:, : self.latent_dim].reshape(len(x), C, -1)
            Z[i : i + step] = np.einsum("nc,nck->nk", q[i : i + step], mu)
        return Z

    def elbo(self, X, y=None, random_state=None):
        """One-sample estimate of the bound of each row: (N,) nats.

        -L(x, y), of log p(x, y), where y has a label; -U(x), of log p(x), with the
        exact sum over the classes, where it is -1, or y is None.
        """
        X = self._check_data(X)
        y = self._numbers(-1 if y is None else y, len(X), unlabelled=True)
        return self._bounds(X, y, generator(random_state))

    def decode(self, z, y=None):
        """Return the decoder's mean image for each code: (N, K) -> (N, D).

        y : a label, or (N,) labels; None: the mean over all classes, as p(y) has it.
        """
        z, C = self._check_codes(z), len(self.classes_)
        if y is None:
            return np.mean([self._decode(z, np.full(len(z), c)) for c in range(C)], 0)
        return self._decode(z, self._numbers(y, len(z)))

    def _numbers(self, y, N, unlabelled=False):
        return class_numbers(y, self.classes_, N, type(self).__name__, unlabelled)

    def _decode(self, z, classes):
        return self._mean_image(self.decoder_.forward(z, classes)[0])

    def reconstruct(self, X):
        """Decode the mean of z with the class that `predict` says: (N, D) -> (N, D)."""
        return self.decode(self.transform(X), self.predict(X))

    def sample(self, n, y=None, random_state=None):
        """Decode n draws of z ~ N(0, I): (n, D) mean images.

        y : a label, or n labels; None: drawn from p(y), each class alike.
        """
        self._check_fitted()
        rng, n = generator(random_state), check_positive_int(n, "n")
        z = rng.standard_normal((n, self.latent_dim), dtype=np.float32)
        if y is None:
            y = self.classes_[rng.integers(len(self.classes_), size=n)]
        return self.decode(z, y)

    def _check_parameters(self):
        super()._check_parameters()
        check_number(self.alpha, "alpha", 0, 1e6, closed_high=True)
        check_one_of(self.inference, "inference", INFERENCE)
        check_number(self.temperature, "temperature", 1e-3, 1e3, closed_high=True)
        check_number(self.variance, "variance", 1e-6, 1e6, closed_high=True)
        check_count(self.shift, "shift")

    def _fitted(self):
        return {**super()._fitted(), "classes_": Labels(len(self.classes_))}

    def _saved_values(self):
        return {**super()._saved_values(), "classes_": self.classes_}

    def _before_load(self, archive):
        held = archive.types.get("classes_") or archive.types.get("classes_.ends")
        if held is None or len(held[1]) != 1:
            raise ValueError("it lacks the array classes_")
        self.classes_ = np.arange(held[1][0])  # so many: the networks have their size
        super()._before_load(archive)

    def _take(self, values):
        self.classes_ = values.pop("classes_")
        super()._take(values)
