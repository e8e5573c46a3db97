"""The density buffer: draw codes where the data have theirs, and see what that is worth.

The idea: a VAE draws codes from p(z) = N(0, I), but its decoder was trained on the codes
of N examples alone, draws of N(μ_n, σ_n²). Far from them it knows nothing. So draw from
their mean, with Gaussians γ times as wide if one likes, and decode:

    q(z) = 1/N Σ_n N(z; μ_n, γ² σ_n²)

The price: how far apart are q and p? Put q(z) into the mean of the KL over the examples:

    1/N Σ_n KL(q_n ‖ p) = 1/N Σ_n E_(q_n) [log q_n/q] + KL(q ‖ p)  ≤  log N + KL(q ‖ p)

A code can tell no more than its example, log N nats; what the KL has above that is
distance from the prior (gaps between Gaussians are, too, harmful or not). And where it
tells log N, what is drawn is a copy: so three numbers say if it is right (W₁), new
(copy ratio), and expects new data (log q).

N examples, M draws, K numbers of a code. Run it: python density_buffer.py
Otten et al. (2021), Hoffman and Johnson (2016).
"""

import numpy as np


def codes(mu, logvar, which, eps, gamma=1.0):
    """Codes of the examples `which`, (M,), with the noise eps: (M, K)."""
    return mu[which] + gamma * np.exp(logvar[which] / 2) * eps


def log_q(z, mu, logvar, gamma=1.0):
    """log q(z) of each code: (M, K), (N, K) -> (M,)."""
    var = gamma**2 * np.exp(logvar)  # (N, K)
    # was: (z - mu)² / var for all pairs, (M, N, K) numbers;
    # so now: z²/var - 2 z mu/var + mu²/var, summed over K by two products, (M, N).
    squares = z**2 @ (1 / var).T - 2 * z @ (mu / var).T + (mu**2 / var).sum(axis=1)
    terms = -(squares + np.log(2 * np.pi * var).sum(axis=1)) / 2
    # was: log mean exp(terms), where exp underflows; so now: the largest taken out.
    largest = terms.max(axis=1)  # (M,)
    return largest + np.log(np.exp(terms - largest[:, None]).mean(axis=1))


def kl_to_prior(mu, logvar):
    """KL(N(μ, σ²) ‖ N(0, I)) of each example: (N,)."""
    return 0.5 * (mu**2 + np.exp(logvar) - 1 - logvar).sum(axis=1)


def log_prior(z):
    """log N(z; 0, I): (M,)."""
    return -(z**2 + np.log(2 * np.pi)).sum(axis=1) / 2


def w1(a, b):
    """W₁ of two samples of one size: the smallest goes to the smallest."""
    return np.abs(np.sort(a) - np.sort(b)).mean()


def to_nearest(x, training):
    """Distance of each row to the nearest of the training: (M,)."""
    return np.array([np.sqrt(((training - row) ** 2).sum(axis=1).min()) for row in x])


def copy_ratio(generated, training, truth):
    """1 as new as the truth, 0 copies."""
    near, usual = (np.median(to_nearest(x, training)) for x in (generated, truth))
    return near / usual


def pair_mass(events):
    """M = √((E₁ + E₂)² - |p₁ + p₂|²) of events (N, 8), negative where M² is."""
    total = events[:, :4] + events[:, 4:]
    square = total[:, 0] ** 2 - (total[:, 1:] ** 2).sum(axis=1)
    return np.sign(square) * np.sqrt(np.abs(square))


if __name__ == "__main__":
    from minivae.autoencoders import VAE
    from minivae.data import make_decays

    N, K, rng = 4000, 8, np.random.default_rng(0)
    train, truth = (make_decays(N, random_state=seed).events for seed in (0, 1))
    mean, scale = train.mean(axis=0), train.std(axis=0)
    X, new = ((events - mean) / scale for events in (train, truth))
    how = {"likelihood": "gaussian", "epochs": 60, "random_state": 0, "progress": False}
    vae = VAE((128, 128), K, variance=4e-3, **how).fit(X.astype("float32"))
    mu, logvar = (a.astype(float) for a in vae.encode(X.astype("float32")))
    print(f"mean KL {kl_to_prior(mu, logvar).mean():.1f} nats, log N {np.log(N):.1f}")
    where = [a[:500].astype(float) for a in vae.encode(new.astype("float32"))]
    z_new = codes(*where, np.arange(500), rng.standard_normal((500, K)))
    which, eps = rng.integers(N, size=N), rng.standard_normal((N, K))
    draws = {"prior": (eps, log_prior(z_new))}
    for gamma in (1, 2, 4, 6):
        z = codes(mu, logvar, which, eps, gamma)
        draws[f"buffer, γ = {gamma}"] = z, log_q(z_new, mu, logvar, gamma)
    for name, (z, log_density) in draws.items():
        made = vae.decode(z.astype("float32"))
        off = w1(pair_mass(made * scale + mean), pair_mass(truth))
        copy = copy_ratio(made[:500], X, new[:500])
        print(
            f"{name:14s} mass W₁ {off:5.2f} GeV, copy ratio {copy:.2f}, "
            f"log density of new codes {log_density.mean():6.1f}"
        )
