"""The variational autoencoder: learn to draw new images from noise.

The idea: a code z ~ N(0, I) is decoded to pixels, x_d ~ Bernoulli(σ(logit_d)). Which z
made a given x? An encoder guesses, q(z|x) = N(μ(x), σ²(x)), and both learn by raising

    ELBO(x) = E_q [log p(x|z)] - KL(q(z|x) ‖ N(0, I))  ≤  log p(x)
              draw x well         keep the codes near the prior

The trick: a draw has no derivative. So the noise is drawn first, z = μ + σ ε with
ε ~ N(0, I): for this ε, z is an ordinary function of μ and σ, and gradients pass.

    loss = -ELBO = Σ_d [softplus(l_d) - x_d l_d] + ½ Σ_k (μ² + σ² - 1 - log σ²), mean over x

In the code `da` is dL/da, in the shape of `a`; logvar is log σ². N images, D pixels,
H hidden units, K latent dimensions. Kingma and Welling (2014).
Run it: python vae.py, or python vae.py picture.png
"""

import numpy as np


def start(D, H, K, rng):
    """Glorot's weights and zeros: encoder D -> H -> 2K, decoder K -> H -> D."""
    params = {}
    for i, (n_in, n_out) in enumerate([(D, H), (H, 2 * K), (K, H), (H, D)], start=1):
        scale = np.sqrt(2 / (n_in + n_out))
        params[f"W{i}"] = (rng.standard_normal((n_in, n_out)) * scale).astype("float32")
        params[f"b{i}"] = np.zeros(n_out, "float32")
    return params


def encode(params, x):
    """Return the hidden layer (N, H), μ and log σ², (N, K) each."""
    h = np.maximum(x @ params["W1"] + params["b1"], 0)
    return h, *np.split(h @ params["W2"] + params["b2"], 2, axis=1)


def decode(params, z):
    """Return the hidden layer (N, H) and the logits (N, D)."""
    h = np.maximum(z @ params["W3"] + params["b3"], 0)
    return h, h @ params["W4"] + params["b4"]


def loss_and_grads(params, x, eps):
    """Return -ELBO, mean over x: (N, D) in [0, 1], for noise eps: (N, K); and dL/dθ."""
    N, grads = len(x), {}
    h, mu, logvar = encode(params, x)
    sigma = np.exp(logvar / 2)
    z = mu + sigma * eps  # (N, K)
    g, logits = decode(params, z)
    softplus = np.maximum(logits, 0) + np.log1p(np.exp(-np.abs(logits)))
    nll = (softplus - x * logits).sum() / N  # -log p(x|z)
    kl = 0.5 * (mu**2 + sigma**2 - 1 - logvar).sum() / N

    # was: softplus(l) - x l; so now: σ(l) - x, where σ(l) = exp(l) / (1 + exp(l)).
    dlogits = (np.exp(logits - softplus) - x) / N  # (N, D)
    # was: l = ReLU(z W3 + b3) W4 + b4; so now: two layers, backwards.
    grads["W4"], grads["b4"] = g.T @ dlogits, dlogits.sum(axis=0)
    dg = dlogits @ params["W4"].T * (g > 0)  # (N, H)
    grads["W3"], grads["b3"] = z.T @ dg, dg.sum(axis=0)
    dz = dg @ params["W3"].T  # (N, K)

    # was: z = mu + sigma * eps; so now: dz/dmu = 1. And sigma = exp(logvar / 2) has the
    # derivative sigma / 2, so dlogvar = dz * eps * sigma / 2. The KL adds its own part:
    # was: ½ (mu² + exp(logvar) - 1 - logvar) / N; so now: mu / N, ½ (sigma² - 1) / N.
    dmu = dz + mu / N  # (N, K)
    dlogvar = dz * eps * sigma / 2 + (sigma**2 - 1) / (2 * N)

    # was: [mu, logvar] = ReLU(x W1 + b1) W2 + b2; so now: two layers again.
    dcode = np.hstack([dmu, dlogvar])  # (N, 2K)
    grads["W2"], grads["b2"] = h.T @ dcode, dcode.sum(axis=0)
    dh = dcode @ params["W2"].T * (h > 0)  # (N, H)
    grads["W1"], grads["b1"] = x.T @ dh, dh.sum(axis=0)
    return nll + kl, grads


def adam_step(params, grads, m, v, t, rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    """Step t = 1, 2, ... of Adam, in place: one_page/backprop.py says why."""
    for name, g in grads.items():
        m[name] = b1 * m[name] + (1 - b1) * g
        v[name] = b2 * v[name] + (1 - b2) * g**2
        m_hat, v_hat = m[name] / (1 - b1**t), v[name] / (1 - b2**t)
        params[name] -= rate * m_hat / (np.sqrt(v_hat) + eps)


if __name__ == "__main__":
    import sys

    import matplotlib.pyplot as plt

    from minivae.data import load_mnist

    rng, t, K = np.random.default_rng(0), 0, 2
    x = load_mnist().x_train[:4000]  # (N, 784) float32
    params = start(784, 256, K, rng)
    m, v = ({name: 0 for name in params} for _ in range(2))
    for epoch in range(1, 21):
        losses = []
        for rows in np.array_split(rng.permutation(len(x)), len(x) // 64):
            eps = rng.standard_normal((len(rows), K), dtype="float32")
            loss, grads = loss_and_grads(params, x[rows], eps)
            adam_step(params, grads, m, v, t := t + 1, rate=4e-3)
            losses.append(loss)
        if epoch in (1, 2, 5, 10, 20):
            print(f"epoch {epoch:2d}: ELBO {-np.mean(losses):.1f} nats per image")

    line = np.linspace(-2.2, 2.2, 15)
    z = np.stack(np.meshgrid(line, -line), axis=-1).reshape(-1, 2)  # (225, K)
    images = 1 / (1 + np.exp(-decode(params, z)[1])).reshape(15, 15, 28, 28)
    figure, axis = plt.subplots(figsize=(6, 6.3), layout="constrained")
    axis.imshow(np.hstack(np.hstack(images)), cmap="gray", extent=(-2.36, 2.36) * 2)
    axis.set(xlabel="z₁", ylabel="z₂", title="What each code z is decoded to")
    plt.savefig(sys.argv[1]) if len(sys.argv) > 1 else plt.show()
