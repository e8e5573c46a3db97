"""The networks of the semi-supervised VAE, its bound, and its whole gradient.

Shapes: N images, n of them with a label, m without; D pixels, K latent dimensions, C
classes; P pairs of an image and a class. Nats.
"""

from itertools import pairwise

import numpy as np

from ..nn import weighted_bernoulli_nll, weighted_gaussian_nll
from .class_perceptron import ClassPerceptron
from .gumbel import gumbel_noise, gumbel_softmax, gumbel_softmax_backward, rounding
from .kl import kl_rows
from .reparameterisation import reparameterise, reparameterise_backward
from .shift import RandomShift
from .trainable import BLOCK, perceptron


class SemiSupervisedBound:
    """J = share mean L(x, y) + (1 - share) mean U(x) + α mean(-log q(y|x)).

    L(x, y) = E_q(z|x,y)[-log p(x|y, z)] + KL(q(z|x, y) ‖ p(z)) - log p(y)
    U(x)    = Σ_y q(y|x) (L(x, y) + log q(y|x))

    What a `SemiSupervisedVAE` minimises, whose options these are, and its networks.
    """

    def _build(self, n_features, rng):
        C, K, hidden = len(self.classes_), self.latent_dim, tuple(self.hidden)
        self.classifier_ = perceptron((n_features, *hidden, C), rng, self.batch_norm)
        if self.shift:
            self.classifier_.layers.insert(0, RandomShift(n_features, self.shift))
        self.encoder_ = ClassPerceptron((n_features, *hidden, 2 * K), C, rng)
        self.decoder_ = ClassPerceptron((K, *hidden[::-1], n_features), C, rng)

    def _nets(self):
        return self.classifier_, self.encoder_, self.decoder_

    def _numbers_at_least(self):
        C, D, K = len(self.classes_), self.n_features_in_, self.latent_dim
        widths = (D + C, *self.hidden, K), (D, *self.hidden, C)
        return sum(a * b for each in widths for a, b in pairwise(each))

    def _seen(self, X, rows, rng):
        """Return what a step sees of these rows; a subclass may draw it."""
        return X[rows]

    def _noise(self, n, m, rng):
        """Return ε, (n + m, K), and Gumbel noise, (m, C), or None.

        All classes of an image have the same ε: q(y|x) learns from the differences of
        their bounds, and there it cancels in part.
        """
        eps = rng.standard_normal((n + m, self.latent_dim), dtype=np.float32)
        if self.inference == "exact":
            return eps, None
        return eps, gumbel_noise((m, len(self.classes_)), rng)

    def loss_and_grads(
        self,
        x_labelled,
        y,
        x_unlabelled,
        eps,
        gumbel=None,
        share=None,
        train=False,
        rng=None,
    ):
        """Return J, and add its gradient to the three networks.

        Parameters
        ----------
        x_labelled, y : arrays, (n, D), and ints, (n,), n >= 1
        x_unlabelled : array, (m, D), m >= 0
        eps : array, (n + m, K), standard normal; those with a label first
        gumbel : array, (m, C), Gumbel noise; None for the exact sum
        share : float, the share of the data that has a label; None: n / (n + m)
        train, rng : what the classifier's layers are told, as in ``Layer.forward``

        Returns
        -------
        loss : float
        terms : dict of floats, what ``history_`` records
        """
        self._check_fitted()
        n, m = len(x_labelled), len(x_unlabelled)
        share = (n / (n + m) if share is None else share) if m else 1.0
        x = np.concatenate([x_labelled, x_unlabelled])
        logits, cache = self.classifier_.forward(x, train, rng)  # (n + m, C)
        log_q = log_softmax(logits)
        truth = one_hot(y, log_q)  # (n, C)
        weights = np.full(n + m, share / n, dtype=x.dtype)
        if m:
            weights[n:] = (1 - share) / m
        sum_over_y = self._exact if gumbel is None else self._drawn
        bounds, dlogits = sum_over_y(x, truth, log_q, weights, eps, gumbel)
        # Of -α mean(log q(y|x)), over those with a label: U gave them nothing.
        dlogits[:n] = (self.alpha / n) * (np.exp(log_q[:n]) - truth)
        self.classifier_.backward(dlogits, cache, need_dx=False)

        labelled = float(bounds[:n].mean(dtype=np.float64))
        cross_entropy = -float(np.sum(truth * log_q[:n], dtype=np.float64) / n)
        terms = {"elbo": -share * labelled, "labelled_elbo": -labelled}
        if m:
            unlabelled = float(bounds[n:].mean(dtype=np.float64))
            terms["elbo"] -= (1 - share) * unlabelled
            terms["unlabelled_elbo"] = -unlabelled
        terms["cross_entropy"] = cross_entropy
        return self.alpha * cross_entropy - terms["elbo"], terms

    def _exact(self, x, truth, log_q, weights, eps, gumbel):
        """Return L and U of each image, (n + m,), and the gradient of U by the logits.

        Each image without a label stands in a pair with each class: the classes' L,
        weighted by q(y|x). What q(y|x) is below the rounding of a float adds nothing
        that U could show.
        """
        n, q = len(truth), np.exp(log_q)
        q[:n] = truth
        likely = q > np.finfo(q.dtype).eps / 8
        rows, classes = np.nonzero(likely)  # (P,), rows rising
        each = weights[rows] * q[rows, classes]
        costs, _ = self._pairs(x, classes, each, eps[rows], rows)
        inner = np.zeros_like(q)  # L(x, y) + log q(y|x)
        inner[rows, classes] = costs
        inner[n:][likely[n:]] += log_q[n:][likely[n:]]
        bounds = np.sum(q * inner, axis=1)
        # ∂U/∂l_y = q(y|x) (inner_y - U): Σ_y q(y|x) ∂log q(y|x) is 0.
        return bounds, weights[:, None] * q * likely * (inner - bounds[:, None])

    def _drawn(self, x, truth, log_q, weights, eps, gumbel):
        """Return the same, with one y for each image, smoothed or straight through."""
        n = len(truth)
        q = np.exp(log_q[n:])
        soft, cache = gumbel_softmax(log_q[n:], gumbel, self.temperature)
        given = soft + rounding(soft) if self.inference == "straight-through" else soft
        bounds, dy = self._pairs(x, np.concatenate([truth, given]), weights, eps)
        # Σ_y q(y|x) log q(y|x) needs no draw.
        negentropy = np.sum(q * log_q[n:], axis=1)
        bounds[n:] += negentropy
        dlogits = np.zeros_like(log_q)
        dlogits[n:] = gumbel_softmax_backward(dy[n:], cache)
        dlogits[n:] += weights[n:, None] * q * (log_q[n:] - negentropy[:, None])
        return bounds, dlogits

    def _pairs(self, x, y, weights, eps, rows=None):
        """Return L of each pair, (P,), and the gradient of Σ w L by y: (P, C) or None.

        Adds the gradient to encoder and decoder. x, y, rows: see `ClassLinear`.
        """
        (mu, logvar, output), (enc, rep, dec) = self._forward(x, y, eps, rows)
        target = x if rows is None else x[rows]
        nll, doutput = self._nll(output, target, weights)
        dz, dy = self.decoder_.backward(doutput, dec)
        dmu, dlogvar = reparameterise_backward(dz, rep)
        w = weights[:, None]
        dmu += w * mu  # of w KL
        dlogvar += w * (0.5 * (np.exp(logvar) - 1))
        dh = np.hstack([dmu, dlogvar])
        _, dy_of_encoder = self.encoder_.backward(dh, enc, need_dx=False)
        dy = None if dy is None else dy + dy_of_encoder
        return self._cost(nll, mu, logvar), dy

    def _forward(self, x, y, eps, rows):
        """From x and y to z, and back: (P, K), (P, K), (P, D), and the caches."""
        h, enc = self.encoder_.forward(x, y, rows)  # (P, 2K)
        mu, logvar = np.split(h, 2, axis=1)
        z, rep = reparameterise(mu, logvar, eps)
        output, dec = self.decoder_.forward(z, y)
        return (mu, logvar, output), (enc, rep, dec)

    def _cost(self, nll, mu, logvar):
        """L(x, y); log p(y) = -log C."""
        return nll + kl_rows(mu, logvar) + float(np.log(len(self.classes_)))

    def _nll(self, output, x, weights):
        if self.likelihood == "bernoulli":
            return weighted_bernoulli_nll(output, x, weights)
        return weighted_gaussian_nll(output, x, weights, float(self.variance))

    def _bounds(self, X, y, rng):
        """Return -L(x, y) where y >= 0, else -U(x), by the exact sum: (N,)."""
        eps = rng.standard_normal((len(X), self.latent_dim), dtype=np.float32)
        step = max(1, BLOCK // len(self.classes_))
        blocks = (slice(i, i + step) for i in range(0, len(X), step))
        with np.errstate(over="ignore", invalid="ignore"):
            bounds = [self._bounds_of_block(X[at], y[at], eps[at]) for at in blocks]
        bounds = np.concatenate(bounds)
        if not np.isfinite(bounds).all():
            raise ValueError(
                f"row {np.flatnonzero(~np.isfinite(bounds))[0]} of X has no finite "
                "bound: X is far from the data of the training; has it the same scale?"
            )
        return bounds

    def _bounds_of_block(self, x, y, eps):
        log_q = log_softmax(self.classifier_.forward(x)[0])
        log_q[y >= 0] = 0  # its class is certain
        asked = (one_hot(y, log_q) > 0) | (y < 0)[:, None]
        rows, classes = np.nonzero(asked)
        (mu, logvar, output), _ = self._forward(x, classes, eps[rows], rows)
        nll, _ = self._nll(output, x[rows], np.zeros(len(rows), x.dtype))
        inner = np.zeros_like(log_q)
        inner[rows, classes] = self._cost(nll, mu, logvar)
        return -np.sum(asked * np.exp(log_q) * (inner + log_q), axis=1)


def log_softmax(logits):
    """l - log Σ_c exp(l_c), without overflow: (N, C)."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def one_hot(y, like):
    """Return 1 where the column is y, else 0: (len(y), C), of the type of ``like``."""
    return (y[:, None] == np.arange(like.shape[1])).astype(like.dtype)
