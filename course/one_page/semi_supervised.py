"""The semi-supervised VAE (M2): a class for each image, known for a few, guessed for the rest.

The idea: a class y and a code z ~ N(0, I) are decoded to pixels. Where y is known,

    -L(x, y) = E_q(z|x,y) [log p(x|y, z)] + log p(y) - KL(q(z|x, y) ‖ N(0, I))

is a bound of log p(x, y). Where it is not, a classifier q(y|x) guesses, all classes are
tried, and -U(x) is a bound of log p(x):  U(x) = Σ_y q(y|x) (L(x, y) + log q(y|x)).
L does not hold q(y|x): labels would teach it nothing. So the last term has them speak:

    loss = share · mean L(x, y) + (1 - share) · mean U(x) + α · mean -log q(y|x)

In the code `da` is dL/da. n images with a label, N in all; D pixels, H hidden units, K
latent dimensions, C classes; P pairs of an image and a class. one_page/vae.py has the
VAE. Kingma, Mohamed, Rezende and Welling (2014). Run it: python semi_supervised.py
"""

import numpy as np


def start(D, H, K, C, rng):
    """Glorot's weights: classifier D-H-C, encoder (D + C)-H-2K, decoder (K + C)-H-D."""
    params, sizes = {}, [(D, H), (H, C), (D + C, H), (H, 2 * K), (K + C, H), (H, D)]
    for i, (n_in, n_out) in enumerate(sizes, start=1):
        params[f"W{i}"] = rng.standard_normal((n_in, n_out)) * np.sqrt(
            2 / (n_in + n_out)
        )
        params[f"b{i}"] = np.zeros(n_out)
    return params


def forward(params, i, x):
    """Layers i and i + 1: return the hidden layer and the output."""
    h = np.maximum(x @ params[f"W{i}"] + params[f"b{i}"], 0)
    return h, h @ params[f"W{i + 1}"] + params[f"b{i + 1}"]


def backward(params, grads, i, x, h, dy):
    """Set the gradients of layers i and i + 1; return dx."""
    # was: y = ReLU(x W + b) W' + b'; so now: two layers, backwards.
    grads[f"W{i + 1}"], grads[f"b{i + 1}"] = h.T @ dy, dy.sum(axis=0)
    dh = dy @ params[f"W{i + 1}"].T * (h > 0)
    grads[f"W{i}"], grads[f"b{i}"] = x.T @ dh, dh.sum(axis=0)
    return dh @ params[f"W{i}"].T


def log_classes(params, x):
    """Return the classifier's hidden layer and log q(y|x): (N, C)."""
    h, logits = forward(params, 1, x)
    logits = logits - logits.max(axis=1, keepdims=True)
    return h, logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


def loss_and_grads(params, x, y, eps, alpha, share):
    """x: (N, D), those with a label y: (n,) first; eps: (N, K), one for all classes."""
    n, N, C, K, grads = len(y), len(x), len(params["b2"]), eps.shape[1], {}
    weight = np.repeat([share / n, (1 - share) / (N - n)], [n, N - n])
    h, log_q = log_classes(params, x)
    q, truth = np.exp(log_q), np.eye(C)[y]  # (N, C), (n, C)
    q[:n] = truth  # a label leaves nothing to guess

    rows, classes = np.nonzero(q)  # the pairs, (P,): one with a label, C without
    one, target = np.eye(C)[classes], x[rows]
    w = (weight[rows] * q[rows, classes])[:, None]  # what each counts in the loss
    xy = np.hstack([target, one])
    h_e, code = forward(params, 3, xy)
    mu, logvar = np.split(code, 2, axis=1)
    sigma = np.exp(logvar / 2)
    zy = np.hstack([mu + sigma * eps[rows], one])
    h_d, logits = forward(params, 5, zy)
    softplus = np.logaddexp(0, logits)
    nll = (softplus - target * logits).sum(axis=1)  # -log p(x|y, z)
    kl = 0.5 * (mu**2 + sigma**2 - 1 - logvar).sum(axis=1)
    inner = np.zeros_like(q)  # L(x, y), and + log q(y|x) where y is guessed
    inner[rows, classes] = nll + kl + np.log(C)
    inner[n:] += log_q[n:]
    bound = (q * inner).sum(axis=1)  # L where y is known, else U

    # was: Σ w (nll + KL); so now: as in a VAE, each pair by its weight w.
    dlogits = w * (np.exp(logits - softplus) - target)
    dz = backward(params, grads, 5, zy, h_d, dlogits)[:, :K]
    dlogvar = dz * eps[rows] * sigma / 2 + w * (sigma**2 - 1) / 2
    backward(params, grads, 3, xy, h_e, np.hstack([dz + w * mu, dlogvar]))

    # was: U = Σ q (L + log q); so now: dU/dl_y = q_y (L_y + log q_y - U), as Σ q = 1.
    dl = weight[:, None] * q * (inner - bound[:, None])
    dl[:n] = alpha / n * (np.exp(log_q[:n]) - truth)  # of -log q(y|x); of L nothing
    backward(params, grads, 1, x, h, dl)
    return (weight * bound).sum() - alpha * (truth * log_q[:n]).sum() / n, grads


if __name__ == "__main__":
    from minivae.data import load_digits

    rng, t, K, data = np.random.default_rng(0), 0, 8, load_digits()
    x, y = data.x_train.astype(float), data.y_train  # (N, 64)
    known = np.concatenate([np.flatnonzero(y == c)[:10] for c in range(10)])
    others = np.delete(np.arange(len(x)), known)
    params = start(64, 64, K, 10, rng)
    m, v = ({name: 0 for name in params} for _ in range(2))
    for epoch in range(1, 31):
        for some in np.array_split(rng.permutation(others), len(others) // 128):
            rows, t = np.concatenate([known, some]), t + 1
            eps, share = rng.standard_normal((len(rows), K)), len(known) / len(x)
            loss, grads = loss_and_grads(params, x[rows], y[known], eps, 100, share)
            for name, g in grads.items():  # Adam: one_page/backprop.py says why
                m[name] = 0.9 * m[name] + 0.1 * g
                v[name] = 0.999 * v[name] + 0.001 * g**2
                step = (
                    m[name] / (1 - 0.9**t) / (np.sqrt(v[name] / (1 - 0.999**t)) + 1e-8)
                )
                params[name] -= 3e-3 * step
        if epoch in (1, 3, 10, 30):
            said = log_classes(params, data.x_test)[1].argmax(axis=1)
            print(f"epoch {epoch:2d}: loss {loss:.2f}", end=", ")
            print(f"{np.mean(said == data.y_test):.3f} of the test digits right")
