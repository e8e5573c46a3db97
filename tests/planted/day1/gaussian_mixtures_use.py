"""Planted wrong answers of GaussianMixtures, 1.8 to 1.10: (old, new, a word)."""

# fmt: off
FREE = "(K - 1) + K * D + K * D * (D + 1) // 2"
FIT = "-2 * log_p.sum()"
COST = "free * np.log(len(log_p))"
DRAW = "rng.choice(len(weights), size=n, p=weights)"
EPS = "rng.standard_normal((n, means.shape[1]))"
SPREAD = 'np.einsum("nij,nj->ni", L[k], eps)'
X_K = f"return means[k] + {SPREAD}, k"
SPIKE = "log_normal(X, X[0], sigma)"
AROUND = "np.sqrt(np.mean((X - X[0])**2))"
BROAD = "log_normal(X, X.mean(), X.std())"
ENDING = "return responsibilities(log_joint)[0].mean()"
STACK = "np.stack([spike, broad], axis=1) + np.log(0.5)"
NAIVE = """


def responsibilities(log_joint):
    joint = np.exp(log_joint)
    p, r = np.log(joint.sum(axis=1)), joint / joint.sum(axis=1, keepdims=True)
    return p, r
"""
SWAPPED = NAIVE.replace("return p, r", "return r, p")

PLANTED = {
    "bic": [
        ("(K - 1)", "K", "add up to 1"),
        ("(K - 1) + ", "", "not counted"),
        ("K * D + ", "", "K D too few"),
        ("K * D * (D + 1) // 2", "K * D * (D - 1) // 2", "K D too few"),
        ("K * D * (D + 1) // 2", "K * D * D", "symmetric"),
        (FREE, "K + K * D + K * D * D", "symmetric"),
        ("K * D * (D + 1) // 2", "K * D * (D + 1)", "not D (D + 1)"),
        ("(K - 1) + K * D + ", "(K - 1) + D + ", "its own mean"),
        ("K * D * (D + 1) // 2", "D * (D + 1) // 2", "K times"),
        ("K * D * (D + 1) // 2", "K * D", "Only variances"),
        (FREE, "K * D * (D + 1) // 2", "Only the covariances"),
        (FIT, "-2 * log_p.mean()", "add it up"),
        (FIT, "-2 * log_p", "add them up"),
        (f"{FIT} + {COST}", f"2 * log_p.sum() - {COST}", "turned round"),
        (f"{FIT} + {COST}", f"{FIT} - {COST}", "taken away"),
        (FIT, "-log_p.sum()", "2 is missing"),
        (FIT, "2 * log_p.sum()", "better fit"),
        (FIT, "-2 * np.log(np.prod(np.exp(log_p)))", "multiply no p"),
        (FIT, "-2 * np.log(np.exp(log_p)).sum()", "take no exp"),
        (FIT, "-2 * np.log(np.exp(log_p) + 1e-300).sum()", "a logarithm already"),
        (FIT, "-2 * np.log(np.exp(log_p).sum())", "of their sum"),
        (COST, "2 * free * np.log(len(log_p))", "costs log N once"),
        (f"return {FIT} + {COST}", f"return round({FIT} + {COST})", "no integer"),
        (f"return {FIT} + {COST}", f"return int({FIT} + {COST})", "cut off"),
        (FIT, "-2 * np.log(log_p).sum()", "second"),
        (FREE, "(D - 1) + K * D + D * K * (K + 1) // 2", "exchanged"),
        (COST, "2 * free", "AIC"),
        (COST, "free", "log N is missing"),
        (COST, "free * len(log_p)", "not N"),
        (COST, "np.log(free) * np.log(len(log_p))", "log of the number"),
        (COST, "free * np.log(K)", "here it is K"),
        (COST, "free * np.log(D)", "here it is D"),
        (f" + {COST}", "", "penalty is missing"),
        ("np.log(len", "np.log2(len", "natural"),
        ("np.log(len", "np.log10(len", "log10"),
        ("np.log(len(log_p))", "np.log(len(log_p) * D)", "N D"),
        (FREE, "6 * K - 1", "D = 2 alone"),
        (FREE, "1 + 2 * D + D * (D + 1)", "K = 2 alone"),
        ("K * D * (D + 1) // 2", "K", "more than one"),
        ("K * D * (D + 1) // 2", "K * D * ((D + 1) // 2)", "always even"),
        ("K * D * (D + 1) // 2", "K * (D // 2) * (D + 1)", "may be odd"),
        (f"{FIT} + {COST}", f"-log_p.sum() + {COST} / 2", "halved"),
        (f"{FIT} + {COST}", f"({FIT} + {COST}) / len(log_p)", "divided by N"),
        (f"{FIT} + {COST}", f"np.array([{FIT} + {COST}])", "(1,)"),
        ("return -2", "score = -2", "return"),
    ],
    "sample": [
        (SPREAD, 'np.einsum("nij,nj->ni", covariances[k], eps)', "take its factor"),
        (SPREAD, 'np.einsum("nji,nj->ni", L[k], eps)', "transposed"),
        (SPREAD, "eps", "not scaled"),
        (SPREAD, "np.sqrt(np.diagonal(covariances[k], axis1=1, axis2=2)) * eps",
         "correlations are lost"),
        (SPREAD, "np.diagonal(covariances[k], axis1=1, axis2=2) * eps", "variances"),
        (SPREAD, 'np.einsum("nij,nj->ni", L[np.zeros_like(k)], eps)', "first"),
        (EPS, "rng.standard_normal((n, 1)) * np.ones(means.shape[1])", "One number"),
        (EPS, "rng.standard_normal(means.shape[1]) * np.ones((n, 1))", "same noise"),
        (EPS, "rng.random((n, means.shape[1]))", "noise has the mean 0.5"),
        (EPS, "rng.normal(1.0, 1.0, (n, means.shape[1]))", "noise has the mean 1.0"),
        (EPS, "rng.normal(0.0, 2.0, (n, means.shape[1]))", "about 4 times"),
        (EPS, "rng.normal(0.0, 0.5, (n, means.shape[1]))", "about 0.25 times"),
        (SPREAD, "np.diagonal(L[k], axis1=1, axis2=2) * eps", "Only the diagonal"),
        (DRAW, "np.arange(n) % len(weights)", "draw it"),
        (EPS, "np.random.default_rng(0).standard_normal((n, means.shape[1]))", "rng"),
        (EPS, "np.random.standard_normal((n, means.shape[1]))", "seed"),
        (EPS, "rng.choice([-1.0, 1.0], (n, means.shape[1]))", "not normal"),
        (EPS, "rng.uniform(-(3**0.5), 3**0.5, (n, means.shape[1]))", "not normal"),
        (EPS, "rng.laplace(0, 0.5**0.5, (n, means.shape[1]))", "not normal"),
        (EPS, "0.97 * rng.standard_normal((n, means.shape[1]))", "variances"),
        (DRAW, f"(rng := np.random.default_rng(0)).{DRAW[4:]}", "of your own"),
        (X_K, "return means[k], k", "noise is missing"),
        (DRAW, "rng.choice(len(weights), size=n)", "equally probable"),
        (DRAW, "np.full(n, rng.choice(len(weights), p=weights))", "one component"),
        (DRAW, "np.full(n, weights.argmax())", "one component"),
        (DRAW, "np.repeat(np.arange(len(weights)), np.diff(np.round(n * np.cumsum("
               "np.append(0, weights))).astype(int), prepend=0)[1:])", "exactly"),
        (X_K, f"return means[k] + {SPREAD}, np.sort(k)", "put in order"),
        (X_K, f"return means[k] + {SPREAD}, {DRAW}", "drawn twice"),
        (X_K, f"return k, means[k] + {SPREAD}", "points come first"),
        (X_K, f"return means[k] + {SPREAD}", "2 things"),
        (X_K, f"return {SPREAD}, k", "not added"),
        (X_K, f"return (means[k] + {SPREAD}).T, k", "shape"),
        (X_K, f"return (means[k] + {SPREAD}).tolist(), k", "NumPy array"),
        (X_K, f"return means[k] + {SPREAD}, k.astype(float)", "integers"),
        (X_K, f"return means[k] + {SPREAD}, k + 1", "K - 1"),
        ("return means[k]", "x = means[k]", "return"),
    ],
    "spike_log_likelihood": [
        (ENDING, "return responsibilities(log_joint)[0].sum()", "take the mean"),
        (ENDING, "return responsibilities(log_joint)[0]", "mean over the points"),
        (STACK, "np.stack([spike, broad], axis=1)", "weights 1/2"),
        (STACK, "np.stack([spike, broad], axis=1) + 0.5", "not 1/2"),
        (ENDING, "return (log_joint.sum(axis=1) / 2 - np.log(0.5)).mean()",
         "averaged"),
        (ENDING, "return log_joint.sum(axis=1).mean()", "multiplies"),
        (ENDING, "return log_joint.max(axis=1).mean()", "Only the larger"),
        (ENDING, "return spike.mean()", "broad component is missing"),
        (ENDING, "return broad.mean()", "spike is missing"),
        (SPIKE, "log_normal(X, X.mean(), sigma)", "sits on the mean"),
        (SPIKE, "log_normal(X, X[-1], sigma)", "last point"),
        (SPIKE, "log_normal(X, X[1], sigma)", "X[1]"),
        (SPIKE, "log_normal(X, np.median(X), sigma)", "on the median"),
        (SPIKE, "log_normal(X, X.min(), sigma)", "least point"),
        (SPIKE, "log_normal(X, X.max(), sigma)", "largest point"),
        (SPIKE, "log_normal(X, X[0], X.std())", "deviation is sigma"),
        (BROAD, "log_normal(X, X.mean(), sigma)", "has sigma too"),
        (BROAD, "log_normal(X, X[1:].mean(), X[1:].std())", "leaves out"),
        (BROAD, f"log_normal(X, X.mean(), {AROUND})", "around X[0]"),
        (BROAD, f"log_normal(X, X[0], {AROUND})", "belong to the mean"),
        (BROAD, "log_normal(X, np.median(X), X.std())", "median"),
        (BROAD, "log_normal(X, 0.0, X.std())", "sits on 0"),
        (STACK, "np.stack([spike + np.log(0.5), broad], axis=1)", "of the broad"),
        (STACK, "np.stack([spike, broad + np.log(0.5)], axis=1)", "of the spike"),
        (STACK, "np.stack([spike, broad], axis=1) + np.log([1 / len(X), "
                "1 - 1 / len(X)])", "1/N"),
        (STACK, "np.stack([spike, broad], axis=1) * 0.5", "multiplied by 1/2"),
        (STACK, "np.stack([spike, broad], axis=1) * np.log(0.5)", "by log(1/2)"),
        (STACK, "np.stack([spike, broad], axis=1) + np.log2(0.5)", "log2"),
        (STACK, "np.stack([spike, broad]) + np.log(0.5)", "columns"),
        (ENDING, "return responsibilities(log_joint)[0].mean() / np.log(2)", "natural"),
        (ENDING, "return responsibilities(log_joint)[0][1:].mean()", "left out"),
        (ENDING, "return np.append(log_joint[0, 0], log_joint[1:, 1]).mean()", "both"),
        (SPIKE, "log_normal(X, X[0], sigma**2)", "sigma²"),
        (SPIKE, "log_normal(X, X[0], np.sqrt(sigma))", "as its variance"),
        (f"{SPIKE}, {BROAD}", "(log_normal(X, X[0], sigma**0.5), "
         "log_normal(X, X.mean(), X.std()**0.5))", "serve as variances"),
        (f"{SPIKE}, {BROAD}", "(log_normal(X, X[0], sigma**2), "
         "log_normal(X, X.mean(), X.var()))", "two variances"),
        (BROAD, "log_normal(X, X.mean(), X.std() ** 0.5)", "as its variance"),
        (SPIKE, "log_gaussians(X[:, None], X[:1, None], np.full((1, 1, 1), sigma))"
                "[:, 0]", "as its variance"),
        (SPIKE, "log_normal(X, X[0], max(sigma, 1e-6))", "no floor"),
        (SPIKE, "log_normal(X, X[0], max(sigma, 1e-10))", "no floor"),
        (SPIKE, "log_normal(X, X[0], max(sigma, 1e-30))", "no floor"),
        (SPIKE, "log_normal(X, X[0], sigma + 1e-12)", "added to sigma"),
        (SPIKE, "np.minimum(log_normal(X, X[0], sigma), 50)", "no clipping"),
        (ENDING, "return (lambda a: np.log(np.exp(a).sum(axis=1)))(log_joint).mean()",
         "Use log-sum-exp"),
        (ENDING, ENDING + NAIVE, "your responsibilities, which is not right"),
        (ENDING, ENDING + SWAPPED, "mend exercise 1.6 first"),
        (BROAD, "log_normal(X, X[0], X.std())", "sits on X[0] too"),
        (BROAD, "log_normal(X, X.mean(), X.var())", "variance"),
        (BROAD, "log_normal(X, X.mean(), 1.0)", "deviation 1"),
        (BROAD, "log_normal(X, X.mean(), X.std(ddof=1))", "N - 1"),
        (ENDING, "return np.log(np.exp(log_joint).sum(axis=1)).mean()", "underflow"),
        (ENDING, "return np.log(np.exp(log_joint).sum(axis=1).mean())", "comes last"),
        (ENDING, "return np.exp(log_joint).sum(axis=1).mean()",
         "logarithm is missing"),
        (ENDING, "return -responsibilities(log_joint)[0].mean()", "sign"),
        (ENDING, "responsibilities(log_joint)[0].mean()", "return"),
    ],
}
