"""The linear VAE: what a unit keeps, and how slowly a code finds its axes.

The idea: encoder and decoder are one matrix each, x is centred with covariance S:

    q(z|x) = N(x A, diag(s)),    p(x|z) = N(z W, σ² I),    z ~ N(0, I)

Then the loss, -ELBO averaged over x, needs no sampling: it is a formula in S,

    L = tr[(I - A W)ᵀ S (I - A W)] / 2σ² + Σ_k s_k ‖W_k‖² / 2σ² + D/2 log 2πσ²
        + ½ Σ_k (A_kᵀ S A_k + s_k - 1 - log s_k)        (A_k columns, W_k rows)

Given two of A, s, W, the best third is a formula, too: so no step size is needed. And
where it all ends is known: the k-th largest eigenvalue λ_k of S gives s_k = min(1, σ²/λ_k).

The smaller σ², the longer it takes: the space is found first, axes and scales later.
N examples, D numbers each, K units. Lucas et al. (2019).
Run it: python linear_vae.py, or python linear_vae.py picture.png
"""

import numpy as np


def loss(S, A, W, s, variance):
    """Return L in nats per example, for S: (D, D), A: (D, K), W: (K, D), s: (K,)."""
    D = len(S)
    rest = np.eye(D) - A @ W  # x - x A W: (D, D)
    error = np.sum(rest * (S @ rest)) + s @ np.sum(W**2, axis=1)
    kl = 0.5 * (np.sum(A * (S @ A)) + np.sum(s - 1 - np.log(s)))
    return error / (2 * variance) + D / 2 * np.log(2 * np.pi * variance) + kl


def encoder(W, variance):
    """Return the best A and s for a decoder W."""
    # was: the part of L with s_k, s_k ‖W_k‖² / 2σ² + ½ (s_k - log s_k);
    # so now: its slope is 0 where 1 / s_k = 1 + ‖W_k‖² / σ².
    s = 1 / (1 + np.sum(W**2, axis=1) / variance)  # (K,)
    # was: dL/dA = S [(A W - I) Wᵀ / σ² + A];
    # so now: A (W Wᵀ + σ² I) = Wᵀ, and S has gone.
    M = W @ W.T + variance * np.eye(len(W))  # (K, K)
    return np.linalg.solve(M, W).T, s


def decoder(S, A, s):
    """Return the best W for an encoder A, s."""
    # was: dL/dW = [(Aᵀ S A) W - Aᵀ S + diag(s) W] / σ²;
    # so now: least squares of x on z, whose covariance is Aᵀ S A + diag(s).
    SA = S @ A  # (D, K)
    return np.linalg.solve(A.T @ SA + np.diag(s), SA.T)


def optimum(values, variance, K):
    """Return s and L at the end of all ways: values are the eigenvalues of S, falling."""
    # was: one direction, ½ log t + λ / 2t with t = w² + σ² ≥ σ²;
    # so now: its slope is 0 at t = λ, or t stays at σ² where λ < σ².
    t = np.maximum(values[:K], variance)  # (K,)
    rest = values[K:]
    best = np.sum(np.log(t) + values[:K] / t)
    best += np.sum(np.log(variance) + rest / variance)
    return variance / t, 0.5 * (best + len(values) * np.log(2 * np.pi))


def descend(S, W, variance, sweeps):
    """Take turns; return A, s, W and the losses, which never rise."""
    history = []
    for _ in range(sweeps):
        A, s = encoder(W, variance)
        W = decoder(S, A, s)
        history.append(loss(S, A, W, s, variance))
    return A, s, W, history


if __name__ == "__main__":
    import sys

    import matplotlib.pyplot as plt

    from minivae.data import load_digits

    x = load_digits().x_train.astype(float)  # (N, 64)
    S = np.cov(x.T, ddof=0)
    values = np.linalg.eigvalsh(S)[::-1]
    K, rng = 8, np.random.default_rng(0)
    figure, axis = plt.subplots(figsize=(7, 4.5), layout="constrained")
    print(f"eigenvalues {values[0]:.3f} to {values[K - 1]:.3f}; after 1,000 sweeps:")
    for variance in (0.3, 0.1, 0.03, 0.01):
        W = 0.1 * rng.standard_normal((K, 64))
        A, s, W, history = descend(S, W, variance, 1000)
        s_best, best = optimum(values, variance, K)
        print(f"σ² = {variance}: mean s {s.mean():.4f}, formula {s_best.mean():.4f}")
        axis.loglog(np.array(history) - best + 1e-9, label=f"σ² = {variance}")
    axis.set(
        xlabel="sweep", ylabel="nats above the optimum", title="Smaller σ²: slower"
    )
    axis.legend()
    plt.savefig(sys.argv[1]) if len(sys.argv) > 1 else plt.show()
