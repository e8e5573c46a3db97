"""Planted wrong answers of GaussianMixtures: (old text, new text, a word of it)."""

# 1.6
LARGEST = "log_joint.max(axis=1, keepdims=True)"
LOG_P = "(largest + np.log(total))[:, 0]"
BOTH = f"return {LOG_P}, p / total"
# 1.7
COUNTS = "r.sum(axis=0)"
MEANS = "r.T @ X / counts[:, None]"
COV = "(r[:, k, None] * away).T @ away / counts[k]"
ALL = "return counts / len(X), means, covariances"
# 1.8
FREE = "(K - 1) + K * D + K * D * (D + 1) // 2"
FIT = "-2 * log_p.sum()"
BIC = f"{FIT} + free * np.log(len(log_p))"
# 1.9
DRAW = "rng.choice(len(weights), size=n, p=weights)"
SIZE = "(n, means.shape[1])"
EPS = f"rng.standard_normal({SIZE})"
SPREAD = 'np.einsum("nij,nj->ni", L[k], eps)'
VARIANCES = "np.diagonal(covariances[k], axis1=1, axis2=2)"
X = f"means[k] + {SPREAD}"
X_K = f"return {X}, k"
# 1.10
SPIKE = "log_normal(X, X[0], sigma)"
STACK = "np.stack([spike, broad], axis=1) + np.log(0.5)"
ENDING = "return responsibilities(log_joint)[0].mean()"
NAIVE = """


def responsibilities(log_joint):
    joint = np.exp(log_joint)
    p, r = np.log(joint.sum(axis=1)), joint / joint.sum(axis=1, keepdims=True)
    return p, r
"""
SWAPPED = NAIVE.replace("return p, r", "return r, p")

EXP = "np.exp(log_joint - largest)"
CHOLESKY = "np.linalg.cholesky(covariances)"
# Noise of the front of eps for every component
FROM_THE_FRONT = """x = np.empty((n, means.shape[1]))
    for j in range(len(weights)):
        here = k == j
        x[here] = means[j] + eps[: here.sum()] @ L[j].T
    return x, k"""
CENTRED = f"(lambda eps: eps - eps.mean(axis=0))({EPS})"
HALF = EPS.replace("(n,", "((n + 1) // 2,")
SEEDED = "np.random.default_rng(rng.integers(%s))"

PLANTED = {
    "responsibilities": [
        (LARGEST, f"np.maximum(log_joint, -700){LARGEST[9:]}", "log_p"),
        (LARGEST, f"np.maximum({LARGEST}, 0)", "[1000, 999, 998]"),
        (LOG_P, "np.log(np.exp(log_joint).sum(axis=1) + 1e-300)", "[1000, 999, 998]"),
        ("    largest", "    log_joint = np.clip(log_joint, -700, 700)\n    largest", "no floor"),
        (LOG_P, f"{LOG_P}.astype(np.float32)", "7 digits"),
        (LOG_P, "(largest + np.log(total))", "plain row"),
        (LOG_P, "(largest + total)[:, 0]", "over a row"),
        ("p / total", "(p / total).astype(np.float32)", "7 digits"),
        ("p / total", "p / total + 1e-12", "small number added"),
        ("p / total", "np.clip(p / total, 1e-6, 1)", "clipping"),
        ("p / total", "p / p.sum(axis=0)", "row by row"),
        (BOTH, f"return p / total, {LOG_P}", "exchanged"),
        (BOTH, "return p / total", "2 things"),
        (LARGEST, "log_joint.max(axis=0)", "each row has its own: axis=1"),
        (LARGEST, "log_joint.max(axis=0, keepdims=True)", "each row has its own: axis=1"),
        (EXP, "np.exp(np.maximum(log_joint - largest, -600))", "no floor"),
        ("p / total", "np.where(p < 1e-20, 0, p / total)", "no threshold"),
        (LARGEST, f"np.minimum({LARGEST}, 1e6)", "no cap"),
        ("    largest", "    log_joint = np.nan_to_num(log_joint, neginf=-1e6)\n    largest", "no floor"),
        ("p.sum(axis=1, keepdims=True)", "p.sum(axis=1, keepdims=True, dtype=np.float32)", "float32"),
        ("p.sum(axis=1, keepdims=True)", "p[:, :300].sum(axis=1, keepdims=True)", "size written as a number"),
        (BOTH, f"return {LOG_P}.squeeze(), (p / total).squeeze()", "shape"),
    ],
    "m_step": [
        (COV, f"{COV} + 1e-3 * np.eye(X.shape[1])", "added to the diagonal"),
        (COV, f"{COV} + 1e-9 * np.eye(X.shape[1])", "reg_covar"),
        (COV, "((r[:, k, None] * X).T @ X / counts[k] - np.outer(means[k], means[k]))", "loses the digits"),
        (COV, "(r[:, k, None] * away).T @ away / counts[k] ** 2", "under the weights"),
        (COUNTS, "r.astype(np.float32).sum(axis=0)", "7 digits"),
        (COUNTS, "r.sum(axis=0) + 1e-3", "(0.001) is added to N_k"),
        (COUNTS, "r.sum(axis=0) + 1e-8", "(1e-08) is added to N_k"),
        (COUNTS, "(r := np.clip(r, 1e-4, 0.9999)).sum(axis=0)", "0 or 1"),
        (MEANS, "r.T @ X / (counts[:, None] + 1e-5)", "(1e-05) is added to N_k"),
        (MEANS, "np.sqrt(r).T @ X / counts[:, None]", "the weight r_nk"),
        (ALL, "return counts / (len(X) - 1), means, covariances", "divided by N"),
        (ALL, f"{ALL}[0]", "shape"),
        (ALL, "return counts / len(X), covariances, means", "exchanged"),
        (ALL, "return means, covariances", "3 things"),
        (COUNTS, "np.maximum(r.sum(axis=0), 1e-10)", "nothing is added to N_k"),
        (COUNTS, "(r.sum(axis=0) + np.finfo(float).eps)", "nothing is added to N_k"),
        (COUNTS, "(r := np.where(r < 1e-10, 0, r)).sum(axis=0)", "taken for 0"),
        (COV, f"{COV} + 1e-14 * np.eye(X.shape[1])", "nothing is added"),
        (COV, f"np.minimum({COV}, 1e6)", "a cap"),
        (COV, f"np.round({COV}, 12)", "rounded"),
        (COV, "(r[:300, k, None] * away[:300]).T @ away[:300] / counts[k]", "size written as a number"),
        ("in range(len(counts))", "in range(min(len(counts), 50))", "size written as a number"),
    ],
    "bic": [
        (FIT, "-2 * log_p", "add them up"),
        (FIT, "-2 * np.log(np.exp(log_p) + 1e-300).sum()", "a logarithm already"),
        (BIC, f"np.array([{BIC}])", "(1,)"),
        (FREE, "(K - 1) + K * D + D * D", "number that is free"),
        (FREE, "(K - 1) * (1 + D + D * (D + 1) // 2)", "the last one too"),
        (FREE, "1 + K * D + K * D * (D + 1) // 2", "One weight is counted"),
        (FREE, "min(K - 1, 20) + K * D + K * D * (D + 1) // 2", "cut off at a bound"),
        (FIT, "-2 * log_p.sum(dtype=np.float32)", "float32"),
        (FIT, "-2 * log_p[:500].sum()", "cut off at a bound"),
        (BIC, f"{BIC} + 1e-8", "Add nothing"),
        (BIC, f"{FIT} + free * np.log(max(len(log_p), 2))", "cut off nothing"),
    ],
    "sample": [
        (SPREAD, 'np.einsum("nij,nj->ni", covariances[k], eps)', "take its factor"),
        (SPREAD, 'np.einsum("nji,nj->ni", L[k], eps)', "transposed"),
        (SPREAD, 'np.einsum("nij,nj->ni", L[0 * k], eps)', "first"),
        (SPREAD, 'np.einsum("nij,nj->ni", L[0 * k - 1], eps)', "last component"),
        (SPREAD, "eps", "not scaled"),
        (SPREAD, f"np.sqrt({VARIANCES}) * eps", "correlations are lost"),
        (SPREAD, f"np.sqrt({VARIANCES}) * eps[:, :1]", "by the deviations"),
        (SPREAD, f"{VARIANCES} * eps", "variances"),
        (SPREAD, "np.diagonal(L[k], axis1=1, axis2=2) * eps", "Only the diagonal"),
        (EPS, "rng.standard_normal((n, 1)) * np.ones(means.shape[1])", "One number"),
        (EPS, "rng.standard_normal(means.shape[1]) * np.ones((n, 1))", "same noise"),
        (EPS, f"rng.random({SIZE})", "noise has the mean 0.5"),
        (EPS, f"rng.normal(1.0, 1.0, {SIZE})", "noise has the mean 1.0"),
        (EPS, f"rng.normal(0.0, 2.0, {SIZE})", "about 4 times"),
        (EPS, f"rng.normal(0.0, 0.5, {SIZE})", "about 0.25 times"),
        (EPS, f"{EPS} * np.arange(1, means.shape[1] + 1)", "as its covariance says"),
        (EPS, f"np.random.default_rng(0).standard_normal({SIZE})", "rng"),
        (EPS, f"np.random.standard_normal({SIZE})", "seed"),
        (EPS, f"rng.choice([-1.0, 1.0], {SIZE})", "not normal"),
        (EPS, f"rng.uniform(-(3**0.5), 3**0.5, {SIZE})", "not normal"),
        (EPS, f"rng.laplace(0, 0.5**0.5, {SIZE})", "not normal"),
        (EPS, f"0.97 * {EPS}", "variances"),
        (DRAW, "np.arange(n) % len(weights)", "draw it"),
        (DRAW, f"(rng := np.random.default_rng(0)).{DRAW[4:]}", "of your own"),
        (DRAW, "rng.choice(len(weights), size=n)", "equally probable"),
        (DRAW, "rng.choice(len(weights), size=n, p=weights[::-1])", "not drawn by"),
        (DRAW, "np.full(n, rng.choice(len(weights), p=weights))", "one component"),
        (DRAW, "np.full(n, weights.argmax())", "one component"),
        (DRAW, "np.searchsorted(np.cumsum(weights), np.arange(n) / n)", "exactly"),
        (X_K, "return means[k], k", "noise is missing"),
        (X_K, f"return {X}, np.sort(k)", "put in order"),
        (X_K, f"return {X}, {DRAW}", "drawn twice"),
        (X_K, f"return k, {X}", "points come first"),
        (X_K, f"return {X}", "2 things"),
        (X_K, f"return {SPREAD}, k", "not added"),
        (X_K, f"return ({X}).T, k", "shape"),
        (X_K, f"return ({X})[:, :2], k", "K = 1 and D = 3"),
        (X_K, f"return {X}, k.astype(float)", "integers"),
        (X_K, f"return {X}, k + 1", "K - 1"),
        (DRAW, "np.repeat(rng.choice(len(weights), size=n, p=weights), 2)[:n]", "serve several points"),
        (DRAW, f"(lambda k: np.where(np.arange(n) % 7 < 6, k, np.roll(k, 1)))({DRAW})", "not independent"),
        (DRAW, f"np.sort({DRAW})", "in order"),
        (DRAW, f"({SEEDED % '2**60'}).{DRAW[4:]}", "takes its seed from rng"),
        (DRAW, f"(rng := {SEEDED % '7'}).{DRAW[4:]}", "takes its seed from rng"),
        (DRAW, "rng.permutation(np.repeat(np.arange(len(weights)), (weights * n).astype(int) + 1))[:n]", "almost"),
        (EPS, f"{SEEDED % '2**60'}.{EPS[4:]}", "takes its seed from rng"),
        (EPS, f"(copy := __import__('copy').deepcopy(rng)).{EPS[4:]}", "a copy of it"),
        (EPS, f"np.repeat({HALF}, 2, axis=0)[:n]", "share numbers"),
        (EPS, f"np.resize({HALF}, {SIZE})", "share numbers"),
        (EPS, f"(lambda e: np.concatenate([e, -e])[:n])({HALF})", "mirrored"),
        (X_K, FROM_THE_FRONT, "from the front for each component"),
        (EPS, CENTRED, "taken away"),
        (EPS, f"{EPS}.astype(np.float32)", "float32"),
        (EPS, f"0.99 * {EPS}", "give or take chance"),
        (EPS, f"{EPS} * np.sqrt(rng.choice([0.8, 1.2], (n, 1)))", "how large all the features"),
        (EPS, f"{EPS} + 0.04 * ((k == 0) - 0.5)[:, None]", "hang on the numbers that chose k"),
        (CHOLESKY, CHOLESKY[:-1] + " + 1e-10 * np.eye(means.shape[1]))", "nothing is added to a covariance"),
        (DRAW, DRAW[:-8] + "np.maximum(weights, 0.01) / np.maximum(weights, 0.01).sum())", "least value"),
        (X_K, f"return np.clip({X}, -50, 50), k", "cut off at a bound"),
        (CHOLESKY, f"globals().setdefault('kept', {CHOLESKY})", "kept between the calls"),
    ],
    "spike_log_likelihood": [
        (SPIKE, "log_normal(X, X[0], max(sigma, 1e-6))", "no floor"),
        (SPIKE, "log_normal(X, X[0], max(sigma, 1e-30))", "no floor"),
        (SPIKE, "log_normal(X, X[0], sigma + 1e-12)", "small number added"),
        (SPIKE, "np.minimum(log_normal(X, X[0], sigma), 50)", "no clipping"),
        (STACK, "np.stack([spike, broad], axis=1) + np.log([0.9, 0.1])", "Per point"),
        (ENDING, "return responsibilities(log_joint)[0]", "mean over the points"),
        (ENDING, ENDING + NAIVE, "your responsibilities, which is not right"),
        (ENDING, ENDING + SWAPPED, "mend exercise 1.6 first"),
        (SPIKE, "log_normal(X, X[0], min(sigma, 10))", "a cap"),
        (SPIKE, "log_normal(X, X[0], min(sigma, 100 * X.std()))", "as broad as it may"),
        (SPIKE, "log_normal(X, X[0], max(sigma, 1e-200))", "no floor"),
        (SPIKE, "log_normal(X, X[0], min(sigma, 1e30))", "stand for infinity"),
        ("X.std()", "max(X.std(), 1e-3)", "a floor"),
        (ENDING, "return np.maximum(responsibilities(log_joint)[0], -1e4).mean()", "no floor"),
        (ENDING, "return responsibilities(log_joint)[0].mean(dtype=np.float32)", "float32"),
    ],
}
