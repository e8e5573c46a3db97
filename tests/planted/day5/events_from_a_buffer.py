"""Planted wrong answers of EventsFromABuffer: (old text, new text, a word of the message)."""

SQUARE = "square = total[:, 0] ** 2 - np.sum(total[:, 1:] ** 2, axis=1)"
WHICH = "which = rng.integers(N, size=n)"
NOISE = "rng.standard_normal((n, K))"
SIGMA = "np.exp(0.5 * logvar[which])"
CODES = f"return mu[which] + {SIGMA} * {NOISE}"
W1 = "return np.mean(np.abs(np.sort(a) - np.sort(b)))"
ALIKE = f"e = {NOISE}; e[:, 1:] = abs(e[:, :1]) * np.sign(e[:, 1:])"
COLUMNS = "np.take_along_axis(mu, rng.integers(N, size=(n, K)), 0)"
UNIQUE = "a, b = np.unique(a), np.unique(b); k = min(len(a), len(b))"
SIX = "np.linspace(0, 1, 6)"
NEAR = "near = np.median(cdist(generated, training).min(axis=1))"
DISTANCES = "x = cdist(generated, training).min(axis=1)"
RATIO = "return near / usual"
TERMS = "terms = -0.5 * np.sum(squares + logvar + np.log(2 * np.pi), axis=2)"
FACTORS = "np.prod(np.sqrt(2 * np.pi * np.exp(logvar)), axis=1)"
PRODUCT = f"terms = -0.5 * np.sum(squares, axis=2) - np.log({FACTORS})"
LARGEST = "largest = terms.max(axis=1)"
FIFTY = "N = terms.shape[1]; terms = np.sort(terms)[:, -50:] + np.log(min(N, 50) / N)"
LOG = "return largest + np.log(np.mean(np.exp(terms - largest[:, None]), axis=1))"

PLANTED = {
    "pair_mass": [
        (SQUARE, f"{SQUARE} + 1e-9", "added"),
        (SQUARE, f"{SQUARE}; square = np.where(abs(square) < 1e-6, 0, square)", "at energies near"),
        (SQUARE, f"{SQUARE}; square = np.maximum(square, 0)", "should be"),
        (SQUARE, f"{SQUARE}; square = np.abs(square)", "should be"),
        (SQUARE, f"{SQUARE}; square = square.astype(np.float32)", "float32"),
        (SQUARE, f"{SQUARE}; square = np.minimum(square, 1e4)", "cut off"),
        (SQUARE, f"{SQUARE}; square = square.round(6)", "few digits"),
        (SQUARE, f"{SQUARE}; square = square[:5]", "shape"),
        ("total = first + second", "total = first; total += second", "writes into"),
        (SQUARE, "square = np.diag(total @ np.diag([1, -1, -1, -1.01]) @ total.T)", "should be"),
    ],
    "buffer_codes": [
        (CODES, "return mu[which]", "mu alone"),
        (CODES, f"return {SIGMA} * {NOISE}", "means are missing"),
        (CODES, f"return {NOISE}", "means are missing"),
        (CODES, f"return mu[which] + {SIGMA} * rng.standard_normal()", "K random numbers of its own"),
        (CODES, "return (mu + np.exp(0.5 * logvar) * rng.standard_normal((N, K)))[which]", "random numbers"),
        (CODES, f"{CODES} + 1e-6", "near 1e-20"),
        (CODES, f"return mu[which] + ({SIGMA} + 1e-7) * {NOISE}", "near 1e-20"),
        (CODES, f"return mu[which] + np.exp(0.5 * np.maximum(logvar[which], -30)) * {NOISE}", "near 1e-20"),
        (CODES, f"return mu[which] + np.exp(0.5 * np.maximum(logvar[which], -60)) * {NOISE}", "no bounds"),
        (CODES, f"return mu[which] + np.exp(0.5 * np.minimum(logvar[which], 20)) * {NOISE}", "no bounds"),
        (CODES, f"return mu[which].astype(np.float32) + {SIGMA} * {NOISE}", "near 1e-20"),
        (CODES, f"return mu[which] + {SIGMA} * {NOISE}.astype(np.float32)", "float32"),
        (CODES, f"return mu[which] + np.exp(0.5 * logvar[rng.integers(N, size=n)]) * {NOISE}", "that was picked"),
        (CODES, f"e = {NOISE}; e[1:] += 0.05 * e[:-1]; return mu[which] + {SIGMA} * e", "not independent"),
        (CODES, f"return mu[which] + {NOISE}", "the prior's: multiply"),
        (CODES, f"return mu[which] + np.exp(logvar[which]) * {NOISE}", "by the variance"),
        (CODES, f"return mu[which] + logvar[which] * {NOISE}", "scaled by logvar"),
        (CODES, f"return mu[which] + 0.5 * logvar[which] * {NOISE}", "half of logvar"),
        (CODES, f"return mu[which] + np.exp(-0.5 * logvar[which]) * {NOISE}", "divided by sigma"),
        (CODES, f"{CODES} + rng.standard_normal((n, K))", "the prior's noise is added"),
        (CODES, f"return mu[which] + np.exp(0.5 * logvar).mean(axis=0) * {NOISE}", "one sigma is taken"),
        (CODES, f"return mu[which] + np.exp(0.5 * logvar[0]) * {NOISE}", "sigma of the first"),
        (CODES, f"return mu[which] + np.exp(0.5 * logvar[which][:, :1]) * {NOISE}", "get one sigma"),
        (CODES, f"return mu[which] + np.maximum({SIGMA}, 0.05) * {NOISE}", "no floor"),
        (CODES, f"return mu[which] + 1.1 * {SIGMA} * {NOISE}", "no floor"),
        (CODES, f"return mu[which] + {SIGMA} * rng.random((n, K))", "around its mu"),
        (CODES, f"return mu[which] + {SIGMA} * rng.uniform(-1.732, 1.732, (n, K))", "cut nothing"),
        (CODES, f"return mu[which] + {SIGMA} * np.clip({NOISE}, -3, 3)", "cut nothing"),
        (CODES, f"return mu[which] + {SIGMA} * np.abs({NOISE})", "around its mu"),
        (CODES, f"return mu[which] + {SIGMA} * (0.2 + {NOISE})", "cut nothing off"),
        (CODES, f"return mu[which] + {SIGMA} * rng.standard_normal((n, 1))", "noise of their own"),
        (CODES, f"return mu[which] + {SIGMA} * rng.standard_normal(K)", "K random numbers of its own"),
        (CODES, f"return mu[which] + {SIGMA} * rng.standard_normal((N, K))[which]", "K random numbers of its own"),
        (CODES, f"return (mu[which] + {SIGMA} * {NOISE}).astype(np.float32)", "float32"),
        (CODES, f"return mu.mean(axis=0) + np.exp(0.5 * logvar).mean(axis=0) * {NOISE}", "far from every mu"),
        (CODES, f"return mu[which] + {SIGMA} * ({NOISE} + 0.3 * (which[:, None] % 2) - 0.15)", "depends on the event"),
        (CODES, f"e = {NOISE}; e[n // 2 :] = -e[: n - n // 2]; return mu[which] + {SIGMA} * e", "mirror image"),
        (CODES, f"e = {NOISE}; e[1::2] = e[: n - 1 : 2]; return mu[which] + {SIGMA} * e", "equal"),
        (CODES, f"{ALIKE}; return mu[which] + {SIGMA} * e", "of the size"),
        (CODES, f"e = {NOISE}; e[1::2] = -e[: n - 1 : 2]; return mu[which] + {SIGMA} * e", "mirror image"),
        (CODES, f"e = {NOISE}; e = e - e.mean(0) + 0.04; return mu[which] + {SIGMA} * e", "cut nothing off"),
        (CODES, f"return mu[which] + {SIGMA} * {NOISE} * (np.arange(K) < 9)", "with 40 numbers"),
        (NOISE, "np.random.default_rng(rng.integers(2**40)).standard_normal((n, K))", "from the rng"),
        (WHICH, "which = rng.integers(N)", "one event"),
        (WHICH, "which = rng.integers(N, size=n) // 2", "no regard"),
        (WHICH, "which = rng.integers(N - 1, size=n) if N > 1 else np.zeros(n, int)", "should"),
        (WHICH, "which = (N * rng.random(n) ** 1.1).astype(int)", "should"),
        (WHICH, "which = np.arange(n) % N", "no regard"),
        (WHICH, "which = np.resize(rng.permutation(N), n)", "no regard"),
        (WHICH, "which = np.sort(rng.integers(N, size=n))", "not independent"),
        (WHICH, "which = rng.binomial(N - 1, 0.5, size=n)", "no regard"),
        (WHICH, "which = np.random.randint(N, size=n)", "same seed"),
        (NOISE, "np.random.normal(size=(n, K))", "same seed"),
        ("rng.integers", "np.random.default_rng(0).integers", "do not make a new one"),
        (
            CODES,
            f"return {COLUMNS} + {SIGMA} * {NOISE}",
            "far from every",
        ),
        (CODES, f"return (mu[which] + {SIGMA} * {NOISE}).round(2)", "round"),
    ],
    "w1": [
        (W1, "a.sort(); b.sort(); return np.mean(np.abs(a - b))", "writes into"),
        (W1, f"{W1} + 1e-9", "few digits"),
        (W1, "return np.float32(np.mean(np.abs(np.sort(a) - np.sort(b))))", "float32"),
        (W1, "return np.mean(np.abs(np.sort(a) - np.sort(b))[:100])", "tried before"),
        (
            W1,
            f"{UNIQUE}; return np.mean(np.abs(a[:k] - b[:k]))",
            "right",
        ),
        (W1, "return np.mean(np.clip(np.abs(np.sort(a) - np.sort(b)), 0, 1e6))", "cut off"),
        (W1, "return np.round(np.mean(np.abs(np.sort(a) - np.sort(b))), 6)", "few digits"),
        (
            W1,
            f"return np.mean(np.abs(np.quantile(a, {SIX}) - np.quantile(b, {SIX})))",
            "W1",
        ),
    ],
    "copy_ratio": [
        (RATIO, "return near / (usual + 1e-9)", "few digits"),
        (RATIO, "return near / usual + 1e-9", "few digits"),
        (RATIO, "return np.float32(near / usual)", "float32"),
        (RATIO, "return min(near / usual, 1)", "should be"),
        (RATIO, "return min(near / usual, 100)", "left out"),
        (RATIO, "return near / usual * (near > 1e-7)", "cut off"),
        (NEAR, f"{DISTANCES}; near = np.median(x[x > 0]) if (x > 0).any() else 0.0", "left out"),
        (NEAR, "near = np.median(cdist(np.unique(generated, axis=0), training).min(axis=1))", "left out"),
        (NEAR, "near = np.median(cdist(generated, training[:200]).min(axis=1))", "left out"),
        (NEAR, "near = np.median(cdist(generated[:9], training).min(axis=1))", "right at the sizes"),
        (NEAR, "near = np.sort(cdist(generated, training).min(axis=1))[len(generated) // 2]", "should be"),
        (NEAR, "near = np.median(np.sort(cdist(generated, training))[:, min(1, len(training) - 1)])", "should be"),
        (
            NEAR,
            f"generated -= training.mean(0); {NEAR}",
            "writes into",
        ),
    ],
    "log_density": [
        (LOG, "return np.log(np.mean(np.exp(terms), axis=1))", "range of floats"),
        (LOG, "return np.log(np.mean(np.exp(terms), axis=1) + 1e-300)", "nothing added"),
        (LARGEST, "largest = terms.max() + 0 * terms[:, 0]", "range of floats"),
        (LARGEST, "largest = terms[:, 0]", "range of floats"),
        (LARGEST, "largest = terms.mean(axis=1)", "range of floats"),
        (LARGEST, "terms = np.maximum(terms, -700); largest = terms.max(axis=1)", "no clipping"),
        ("np.exp(logvar)", "np.exp(np.clip(logvar, -20, 20))", "no clipping"),
        ("np.exp(logvar)", "(np.exp(logvar) + 1e-8)", "few digits"),
        (LARGEST, f"{FIFTY}; largest = terms.max(1)", "over all"),
        (LARGEST, "terms = terms[:, :100]; largest = terms.max(axis=1)", "all of them"),
        (LOG, f"{LOG} + 1e-8", "few digits"),
        ("np.exp(logvar)", "np.exp(np.minimum(logvar, 30))", "near 1e13"),
        (TERMS, PRODUCT, "near 1e-130"),
        (
            LOG,
            LOG.replace("return ", "return np.float32(1) * np.float32(") + ")",
            "float32",
        ),
        (LOG, "return float(largest[0])", "shape"),
    ],
}
