"""Day 4: what a linear-Gaussian model, whose log p(x) is known, says of the slides."""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from minivae.autoencoders import (
    LinearVAE,
    posterior_variances,
    reparameterise,
    reparameterise_backward,
    variance_of_beta,
)
from minivae.data import load_mnist
from minivae.nn import numerical_gradient, relative_error

from .clusterings import digits
from .row import FIVE, Claim
from .spectrum import eigenvalues

K, D, V = 10, 50, 0.5  # code, data, variance of the noise
VAE = "day4/MNISTVAE"


def world(seed):
    """W (K, D), one x (D,), the posterior's mean and precision, log p(x) exactly."""
    rng = np.random.default_rng(seed)
    W = rng.normal(size=(K, D))
    x = rng.normal(size=K) @ W + np.sqrt(V) * rng.normal(size=D)
    covariance = W.T @ W + V * np.eye(D)
    _, logdet = np.linalg.slogdet(2 * np.pi * covariance)
    log_p = -0.5 * (x @ np.linalg.solve(covariance, x) + logdet)
    precision = np.eye(K) + W @ W.T / V
    return W, x, np.linalg.solve(precision, W @ x / V), precision, log_p


def log_given(z, W, x):
    """log p(x|z) for each row of z, nats."""
    squared = np.sum((x - z @ W) ** 2, axis=-1)
    return -0.5 * squared / V - D / 2 * np.log(2 * np.pi * V)


def elbo(mu, s, W, x):
    """The ELBO of q = N(mu, diag(s)), without sampling."""
    fit = log_given(mu, W, x) - 0.5 * np.sum(s * np.sum(W**2, axis=1)) / V
    return fit - 0.5 * np.sum(mu**2 + s - 1 - np.log(s))


def elbo_identity(seed):
    """log p(x) - ELBO - KL(q ‖ p(z|x)) for some q; the gap of the best."""
    W, x, mean, precision, log_p = world(seed)
    rng = np.random.default_rng(seed + 1)
    mu, s = mean + 0.1 * rng.normal(size=K), np.exp(rng.normal(size=K) - 4)
    miss = mu - mean
    kl = 0.5 * (np.diag(precision) @ s + miss @ precision @ miss - K)
    kl -= 0.5 * (np.linalg.slogdet(precision)[1] + np.sum(np.log(s)))
    best = elbo(mean, 1 / np.diag(precision), W, x)
    return {
        "ours": abs(log_p - elbo(mu, s, W, x) - kl),
        "baseline": log_p - elbo(np.zeros(K), np.ones(K), W, x),
        "rival": log_p - best,
    }


def log_p_by_prior(seed):
    """Nats missing of log p(x): 100,000 draws of the prior, 20 near the posterior."""
    W, x, mean, precision, log_p = world(seed)
    rng = np.random.default_rng(seed + 1)
    by_prior = log_given(rng.normal(size=(100_000, K)), W, x)
    s = 1.5 / np.diag(precision)
    eps = rng.normal(size=(200, 20, K))
    z = mean + np.sqrt(s) * eps
    weights = log_given(z, W, x) + 0.5 * np.sum(eps**2 + np.log(s) - z**2, axis=-1)
    return {
        "ours": log_p - np.logaddexp.reduce(by_prior) + np.log(100_000),
        "baseline": log_p - log_given(np.zeros(K), W, x),
        "rival": log_p - np.mean(np.logaddexp.reduce(weights, axis=1) - np.log(20)),
    }


def true_code(seed):
    """Squared error per number of x, rebuilt from the prior and from p(z|x)."""
    W, x, mean, precision, _ = world(seed)
    rng = np.random.default_rng(seed + 1)
    root = np.linalg.cholesky(np.linalg.inv(precision))
    z = {"ours": rng.normal(size=(2000, K))}
    z["rival"] = mean + rng.normal(size=(2000, K)) @ root.T
    z["baseline"] = np.zeros((1, K))
    return {name: np.mean((x - code @ W) ** 2) for name, code in z.items()}


def kl_two_ways(seed):
    """The deviation of the Gaussian that is nearest to two peaks, by KL(q ‖ p)."""
    x = np.linspace(-15, 15, 6001)
    log_p = np.logaddexp(norm.logpdf(x, -3), norm.logpdf(x, 3)) - np.log(2)
    step = x[1] - x[0]

    def reverse(m, s):
        log_q = norm.logpdf(x, m, s)
        return np.sum(np.exp(log_q) * (log_q - log_p)) * step

    how = {"bounds": (0.2, 5), "method": "bounded"}
    fits = [
        minimize_scalar(lambda s, m=m: reverse(m, s), **how)
        for m in np.linspace(0, 4, 41)
    ]
    best = min(fits, key=lambda fit: fit.fun)
    p = np.exp(log_p)
    return {
        "ours": best.x,
        "rival": np.sqrt(np.sum(p * x**2) * step),
        "baseline": 1.0,
    }


def evidence_moves(seed):
    """Rise of the exact mean log p(x) while a linear VAE learns, nats."""
    X = digits()[0]
    mean, covariance = X.mean(axis=0), np.cov(X.T, ddof=0)

    def log_p(n_steps):
        model = LinearVAE(
            5, variance=0.02, solver="lbfgs", max_iter=n_steps, random_state=seed
        ).fit(X)
        W = model.decoder_.layers[0].params["W"].astype(np.float64)
        C = W.T @ W + 0.02 * np.eye(64)
        miss = model.decoder_.layers[0].params["b"] - mean
        inside = covariance + np.outer(miss, miss)
        _, logdet = np.linalg.slogdet(2 * np.pi * C)
        return -0.5 * (np.trace(np.linalg.solve(C, inside)) + logdet)

    first = log_p(1)
    return {"ours": log_p(300) - first, "baseline": 0.0}


def score_function(seed):
    """The score function's mean over 200,000 draws; the truth is 2."""
    eps = np.random.default_rng(seed).standard_normal((200_000, 5))
    z = 1.0 + 0.5 * eps  # d/dmu_1 of E[Σ z²]
    by_score = np.sum(z**2, axis=1) * eps[:, 0] / 0.5
    by_slope = 2 * z[:, 0]
    return {
        "ours": by_score.mean(),
        "rival": by_slope.mean(),
        "baseline": 0.0,
        "variance of one draw over that of the reparameterised": by_score.var()
        / by_slope.var(),
    }


def reparameterised(seed):
    """Largest relative error of both slopes against finite differences."""
    rng = np.random.default_rng(seed)
    mu, logvar, eps, c = rng.normal(size=(4, 6, 3))
    _, cache = reparameterise(mu, logvar, eps)
    got = reparameterise_backward(c, cache)

    def loss():
        return np.sum(c * reparameterise(mu, logvar, eps)[0])

    wanted = [numerical_gradient(loss, array) for array in (mu, logvar)]
    off = [relative_error(a, b) for a, b in zip(got, wanted, strict=True)]
    return {"ours": max(off), "baseline": relative_error(c, wanted[1])}


def hidden_constant(seed):
    """Largest difference of q's variances: KL times 4, or four times σ²."""
    X = digits()[0]

    def learn(beta, variance):
        model = LinearVAE(
            8, beta=beta, variance=variance, solver="lbfgs", random_state=seed
        )
        return np.sort(model.fit(X).posterior_variances())

    weighed = learn(4.0, 0.02)
    return {
        "ours": np.abs(weighed - learn(1.0, 0.08)).max(),
        "baseline": np.abs(weighed - learn(1.0, 0.02)).max(),
    }


def beta_map(seed):
    """Largest gap of q's variances, β = .001, from those of σ² = βD / (2(1 - β))."""
    X, beta = digits()[0], 0.001
    L = np.linalg.eigvalsh(np.cov(X.T, ddof=0))
    # (1 - β) SSE / D + β KL, over 2 (1 - β) / D: SSE / 2 + β' KL with σ² = 1
    higgins = beta * 64 / (2 * (1 - beta))
    model = LinearVAE(8, beta=higgins, solver="lbfgs", random_state=seed).fit(X)
    found = np.sort(model.posterior_variances())
    closed = np.sort(posterior_variances(L, variance_of_beta(beta, 64), 8))
    as_higgins = np.sort(posterior_variances(L, beta, 8))
    return {
        "ours": np.abs(found - closed).max(),
        "baseline": np.abs(found - as_higgins).max(),
    }


def gaussianity(seed):
    """Linear VAE of MNIST, 20 numbers: KL per image, and of all codes together."""
    s2, lam = 0.05, eigenvalues("bundled")[:20]
    x = load_mnist(source="bundled").x_train
    model = LinearVAE(20, variance=s2).fit(x)
    mu, logvar = (part.astype(np.float64) for part in model.encode(x))
    together = mu.var(axis=0) + np.exp(logvar).mean(axis=0)
    return {
        "ours": np.mean(0.5 * np.sum(mu**2 + np.exp(logvar) - 1 - logvar, axis=1)),
        "baseline": 0.5
        * np.sum(together + mu.mean(axis=0) ** 2 - 1 - np.log(together)),
        "rival": 0.5 * np.sum(np.log(lam / s2)),
    }


def mean_of_means(seed):
    """Mean of μ over images and units; units of 20 whose μ varies (over .01)."""
    x = load_mnist(source="bundled").x_train
    mu, _ = LinearVAE(20, variance=1.0).fit(x).encode(x)
    return {
        "ours": abs(mu.mean(dtype=np.float64)),
        "baseline": abs(LinearVAE(20, variance=392.0).fit(x).encode(x)[0].mean()),
        "rival": np.sum(mu.var(axis=0) > 0.01),
    }


CLAIMS = [
    Claim(
        "elbo-identity",
        "003",
        VAE,
        "log p(x) = ELBO + KL(q ‖ p(z|x))",
        "what is left over, nats, linear-Gaussian model",
        elbo_identity,
        "reproduced",
        lambda m: m["ours"] < 1e-8 < 0.1 < m["rival"] < m["baseline"],
        baseline="the gap of q = prior",
        rival="the gap of the best q with independent numbers",
        seeds=FIVE,
        fmt=".2g",
        tolerance=1e-7,
        quick=True,
    ),
    Claim(
        "log-p-by-prior",
        "002",
        VAE,
        "Error 5: the negative log probability of x is its squared distance (and log "
        "p(x) is p(x|z), averaged over the prior)",
        "nats missing after 100,000 draws of the prior, K = 10",
        log_p_by_prior,
        "corrected",
        lambda m: m["ours"] > 5 and abs(m["rival"]) < 0.3 and m["baseline"] > 20,
        baseline="log p(x|z) at z = 0",
        rival="20 draws near the posterior, weighted",
        note="The distance gives log p(x|z); the plain average has no chance.",
        seeds=FIVE,
    ),
    Claim(
        "true-code",
        "003",
        VAE,
        "Error 8: P(z) is the true code",
        "squared error of a number of x, z from P(z)",
        true_code,
        "corrected",
        lambda m: m["ours"] > m["baseline"] > 3 * m["rival"],
        baseline="z = 0",
        rival="z from p(z|x)",
        note="P(z) is the prior; the code of x is p(z|x).",
        seeds=FIVE,
    ),
    Claim(
        "kl-two-ways",
        "003",
        VAE,
        "Error 6: KL is a distance; why not KL(p ‖ q)?",
        "deviation of the Gaussian nearest to peaks at -3 and 3 by KL(q ‖ p)",
        kl_two_ways,
        "corrected",
        lambda m: m["rival"] > 3 and abs(m["ours"] - 1) < 0.1 and m["baseline"] == 1,
        baseline="of one peak",
        rival="by KL(p ‖ q)",
        note="The two answers differ: one peak, or both and the gap. KL(p ‖ q) needs "
        "means under the unknown posterior.",
        tolerance=1e-3,
    ),
    Claim(
        "evidence-moves",
        "003",
        VAE,
        "Error 7: log p(x) is constant, kill it",
        "rise of the exact log p(x) in training, nats per digit",
        evidence_moves,
        "corrected",
        lambda m: m["ours"] > 5 and m["baseline"] == 0,
        baseline="if it were constant",
        note="Constant for q alone; the decoder is trained, too, and moves it.",
        seeds=FIVE,
        tolerance=1e-2,
    ),
    Claim(
        "score-function",
        "003",
        VAE,
        "Error 9: one cannot backpropagate through sampling",
        "gradient by the score function, the truth is 2",
        score_function,
        "corrected",
        lambda m: (
            abs(m["ours"] - 2) < 0.1
            and abs(m["rival"] - 2) < 0.01
            and m["variance of one draw over that of the reparameterised"] > 50
        ),
        baseline="no gradient",
        rival="reparameterised",
        note="There is a gradient without it; reparameterising takes the noise away.",
        seeds=FIVE,
    ),
    Claim(
        "reparameterised",
        "003",
        VAE,
        "z = μ + σ ε: dz/dμ = 1, dz/dσ = ε",
        "largest relative error against finite differences",
        reparameterised,
        "reproduced",
        lambda m: m["ours"] < 1e-6 < 0.1 < m["baseline"],
        baseline="logvar taken for σ",
        seeds=FIVE,
        fmt=".1g",
    ),
    Claim(
        "hidden-constant",
        "003",
        VAE,
        "Error 2: p ∝ exp(-(x - u)²), constants hidden",
        "difference of q's variances: KL times 4, or 4 σ²",
        hidden_constant,
        "corrected",
        lambda m: m["ours"] < 1e-3 < 0.05 < m["baseline"],
        baseline="if the constant did not matter",
        note="The hidden 1/(2σ²) is β.",
        seeds=FIVE,
        fmt=".2g",
        tolerance=1e-3,
    ),
    Claim(
        "beta-map",
        "004",
        VAE,
        "Error 3: (1 - β) MSE + β KL is the β-VAE",
        "gap of q's variances from those of σ² = βD / (2(1 - β))",
        beta_map,
        "corrected",
        lambda m: m["ours"] < 1e-3 < 0.05 < m["baseline"],
        baseline="from those of Higgins' β",
        note="Another β. At β = 1 no data are left in it, at 0 no KL.",
        seeds=FIVE,
        fmt=".2g",
        tolerance=1e-3,
    ),
    Claim(
        "mean-of-means",
        "004",
        VAE,
        "Error 3: the mean of μ shows how much a code is used",
        "size of the mean of μ, σ² = 1",
        mean_of_means,
        "corrected",
        lambda m: m["ours"] < 1e-3 and m["baseline"] < 1e-3 and m["rival"] >= 5,
        baseline="the same, collapsed (σ² = 392)",
        rival="units of 20 whose μ varies",
        note="Signs cancel; count the active units.",
        fmt=".2g",
        tolerance=1e-3,
    ),
    Claim(
        "gaussianity",
        "001",
        VAE,
        "Error 4: maximise reconstruction and gaussianity",
        "KL per image, nats, linear VAE at its optimum",
        gaussianity,
        "corrected",
        lambda m: (
            m["ours"] > 10
            and abs(m["ours"] - m["rival"]) < 0.1
            and abs(m["baseline"]) < 0.01
        ),
        baseline="of all codes together",
        rival="the formula, ½ Σ log(λ / σ²)",
        note="All codes together are Gaussian and the KL is large: it is what the code "
        "tells of x. The negative ELBO is minimised.",
        fmt=".2f",
        tolerance=1e-3,
    ),
]
