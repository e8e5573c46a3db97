"""Eigenfaces: a picture is a mean plus a few fixed pictures, each in its own amount.

The idea: x ≈ m + z_1 v_1 + ... + z_K v_K, with pictures v_k of length 1, at right
angles. For a given v the best amount is z = (x - m)·v. By Pythagoras what is caught and
what is lost add up to a fixed total, so the smallest error is the largest variance
along v, vᵀ S v with the covariance S = Cᵀ C / (N - 1), C the centred pictures. With
|v| = 1 its derivative is 0 where S v = λ v: eigenvectors, and λ is the variance.

    find:    u <- C Cᵀ u, over and over; v = Cᵀ u, of length 1; then take v out
    code:    z = (x - m) Vᵀ         and back:  x̂ = m + z V
    bill:    mean |x - x̂|² = (N - 1) / N · (sum of the variances left out)
    log p:   normal, variance λ_k along v_k and σ² in the D - K other directions

N pictures, D pixels, K eigenfaces. Turk and Pentland (1991); the probability is that of
Tipping and Bishop (1999). Run it: python eigenfaces.py, or with a name for the picture.
"""

import numpy as np


def eigenfaces(X, K, rng, tol=1e-14, most=20_000):
    """Return m: (D,), V: (K, D), the variances along V: (K,), and σ²."""
    N, D = X.shape
    mean = X.mean(axis=0)
    C = X - mean  # (N, D)
    # was: S v = λ v with S = Cᵀ C / (N - 1), (D, D): too large where D > N. Multiply
    # C Cᵀ u = μ u by Cᵀ: Cᵀ C (Cᵀ u) = μ (Cᵀ u);
    # so now: the eigenvectors u of C Cᵀ, (N, N), and v = Cᵀ u.
    G = C @ C.T / (N - 1)  # (N, N)
    U, values = np.empty((K, N)), np.empty(K)
    for k in range(K):
        u = rng.standard_normal(N)
        for _ in range(most):
            # A round multiplies the part of u along eigenvector j by its eigenvalue:
            # the largest wins. Those found before are taken out (deflation).
            u = u - (u @ U[:k].T) @ U[:k]
            u = u / np.linalg.norm(u)
            w = G @ u
            values[k] = u @ w
            if np.linalg.norm(w - values[k] * u) <= tol * values[0]:
                break
            u = w
        U[k] = u
    V = U @ C  # (K, D): sums of the pictures
    V = V / np.linalg.norm(V, axis=1, keepdims=True)
    largest = V[np.arange(K), np.abs(V).argmax(axis=1)]
    V = V * np.sign(largest)[:, None]  # -v is as good as v: settle it
    # The trace of G, less what is caught, spread over the other D - K directions.
    return mean, V, values, (np.trace(G) - values.sum()) / (D - K)


def encode(x, mean, V):
    """z = (x - m) Vᵀ: (N, K)."""
    return (x - mean) @ V.T


def decode(z, mean, V):
    """x̂ = m + z V: (N, D)."""
    return mean + z @ V


def log_density(x, mean, V, values, sigma2):
    """log p(x), nats: (N,)."""
    K, D = V.shape
    z = encode(x, mean, V)  # (N, K)
    # was: log |C| and (x - m)ᵀ C⁻¹ (x - m) with C, (D, D); its eigenvectors are known,
    # so now: the volume is a product of variances, the distance a sum along the axes.
    volume = np.log(values).sum() + (D - K) * np.log(sigma2) + D * np.log(2 * np.pi)
    outside = ((x - decode(z, mean, V)) ** 2).sum(axis=1)  # (N,)
    return -0.5 * (volume + (z**2 / values).sum(axis=1) + outside / sigma2)


if __name__ == "__main__":
    import sys

    import matplotlib.pyplot as plt

    from minivae.data import make_faces

    rng, still = np.random.default_rng(0), {"angle": 0, "size": 0, "shift": 0}
    X = make_faces(300, 100, random_state=0, **still).images  # (N, 1024)
    new = make_faces(100, 100, random_state=1, **still).images  # other people
    X, new = (x + 0.05 * rng.standard_normal(x.shape) for x in (X, new))  # grain
    mean, V, values, _ = eigenfaces(X, 12, rng)
    for K in (0, 2, 5, 12):
        lost = ((new - decode(encode(new, mean, V[:K]), mean, V[:K])) ** 2).sum(axis=1)
        print(f"{K:2d} eigenfaces: squared error {lost.mean():.3f} for new people")
    rows = [0.5 + 0.5 * V / np.abs(V).max(axis=1, keepdims=True), new[:12]]
    rows += [decode(encode(new[:12], mean, V), mean, V)]
    canvas = np.vstack([np.hstack(row.reshape(-1, 32, 32)) for row in rows])
    figure, axis = plt.subplots(figsize=(9.6, 2.8), layout="constrained")
    axis.imshow(canvas, cmap="gray", vmin=0, vmax=1)
    axis.axis("off")
    axis.set_title("Twelve eigenfaces; new faces; the same from twelve numbers each")
    plt.savefig(sys.argv[1]) if len(sys.argv) > 1 else plt.show()
