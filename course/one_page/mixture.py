"""A mixture of Gaussians, fitted by EM: soft clusters, each with its own shape.

The idea: a point is made in two steps. Draw a component k with probability π_k, then
draw x from N(μ_k, Σ_k). We see x and not k, so k becomes a share: the responsibility

    r_nk = p(k | x_n) = π_k N(x_n; μ_k, Σ_k) / p(x_n),   p(x) = Σ_k π_k N(x; μ_k, Σ_k)

    E-step:  r from π, μ, Σ
    M-step:  N_k = Σ_n r_nk,  π_k = N_k / N,  μ_k = Σ_n r_nk x_n / N_k,
             Σ_k = Σ_n r_nk (x_n - μ_k)(x_n - μ_k)ᵀ / N_k

Why the log-likelihood Σ_n log p(x_n) never falls: for any shares r, log p(x_n) is at
least Σ_k r_nk log [π_k N(x_n; μ_k, Σ_k) / r_nk] (Jensen). The E-step makes this bound
touch, the M-step raises it as far as it goes.

N points, D features, K components. Dempster, Laird and Rubin (1977).
Run it: python mixture.py, or python mixture.py picture.png
"""

import numpy as np

RIDGE = 1e-3  # added to every variance: no component shrinks to a single point


def log_joint(X, weights, means, covariances):
    """log π_k N(x_n; μ_k, Σ_k): (N, K)."""
    N, D = X.shape
    log_p = np.empty((N, len(weights)))
    for k, L in enumerate(np.linalg.cholesky(covariances)):  # Σ = L Lᵀ, L: (D, D)
        # was: (x - μ)ᵀ Σ⁻¹ (x - μ) and log |Σ|, which need an inverse, a determinant;
        # so now: ‖L⁻¹ (x - μ)‖², and |Σ| = |L|², where |L| is its diagonal multiplied.
        u = np.linalg.solve(L, (X - means[k]).T)  # (D, N)
        log_det = 2 * np.log(np.diag(L)).sum()
        log_p[:, k] = -0.5 * (D * np.log(2 * np.pi) + log_det + (u**2).sum(axis=0))
    return log_p + np.log(weights)


def e_step(X, weights, means, covariances):
    """Return log p(x_n): (N,), and the responsibilities: (N, K)."""
    joint = log_joint(X, weights, means, covariances)  # (N, K)
    # was: log Σ_k exp(joint), and far from all means every exp is 0, its log -inf;
    # so now (log-sum-exp): take the largest out first. One exp is 1, none overflows.
    largest = joint.max(axis=1, keepdims=True)  # (N, 1)
    log_p = largest + np.log(np.exp(joint - largest).sum(axis=1, keepdims=True))
    return log_p[:, 0], np.exp(joint - log_p)


def m_step(X, r):
    """Maximise Σ_nk r_nk log π_k N(x_n; μ_k, Σ_k): weights, means, covariances."""
    counts = r.sum(axis=0)  # N_k, (K,)
    # was: d/dμ_k = Σ_k⁻¹ Σ_n r_nk (x_n - μ_k) = 0; so now: a mean, weighted by r.
    means = r.T @ X / counts[:, None]  # (K, D)
    # In the same way the covariance is that of the points, weighted by r. And since
    # the weights must add up to 1 (Lagrange), π_k is in proportion to N_k.
    covariances = np.empty((len(counts), X.shape[1], X.shape[1]))  # (K, D, D)
    for k, mean in enumerate(means):
        away = X - mean  # (N, D)
        covariances[k] = (r[:, k, None] * away).T @ away / counts[k]
    return counts / len(X), means, covariances + RIDGE * np.eye(X.shape[1])


def em(X, mixture, steps):
    """Repeat E and M; return the mixture and the mean log p(x) at each E-step."""
    history = []
    for _ in range(steps):
        log_p, r = e_step(X, *mixture)
        history.append(log_p.mean())
        mixture = m_step(X, r)
    return mixture, history


if __name__ == "__main__":
    import sys

    import matplotlib.pyplot as plt

    from minivae.data import load_mnist

    rng, K, D = np.random.default_rng(0), 12, 30
    x = load_mnist().x_train[:4000].astype(float)  # (N, 784)
    U = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)[2][:D]  # (D, 784)
    X = (x - x.mean(axis=0)) @ U.T  # (N, D), PCA: 784 pixels as 30 numbers
    first = X[rng.choice(len(X), K, replace=False)]
    nearest = ((X[:, None] - first) ** 2).sum(axis=2).argmin(axis=1)  # (N,)
    mixture, history = em(X, m_step(X, np.eye(K)[nearest]), 60)
    print(f"mean log p(x): {history[0]:.3f}, after 60 steps {history[-1]:.3f} nats")

    weights, means, covariances = mixture
    rows = []  # each a component: its mean, then nine draws
    for k in np.argsort(-weights):
        draws = rng.multivariate_normal(means[k], covariances[k], 9)  # (9, D)
        rows.append(np.vstack([means[k], draws]) @ U + x.mean(axis=0))  # (10, 784)
    canvas = np.hstack(np.hstack(np.reshape(rows, (K, 10, 28, 28))))  # (336, 280)
    figure, axis = plt.subplots(figsize=(5.5, 6.9), layout="constrained")
    axis.imshow(canvas, cmap="gray", vmin=0, vmax=1)
    axis.axis("off")
    axis.set_title("Each row a component: its mean, then nine draws from it")
    plt.savefig(sys.argv[1]) if len(sys.argv) > 1 else plt.show()
