"""Planted wrong answers of WordVectors: (old text, new text, word of message)."""

UNIT = "unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)"
LEFT, RIGHT = "max(0, place - window)", "min(len(words), place + window + 1)"
PULL = "np.minimum(1, (x / x_max) ** 0.75) * (score - np.log(x))"
SIGMA = "1 / (1 + np.exp(-(v @ u)))"

PLANTED = {
    "count_pairs": [
        (LEFT, "max(0, place - min(window, 3))", "too late"),
        (RIGHT, "min(len(words), place + min(window, 10) + 1)", "sizes tried before"),
        ("+= 1 /", "+= 1e-9 + 1 /", "few digits"),
        ("+= 1 / abs(other - place)", "+= 1 / max(2, abs(other - place))", "all places"),
        ("if other != place:", "if word != words[other]:", "all places"),
        (
            "X[word, words[other]] += 1 / abs(other - place)",
            "X[word, words[other]] += (words[other] not in words[max(0, place - window) : other]) / abs(other - place)",
            "all places",
        ),
        ("for other in", "if place < 50:\n          for other in", "sizes tried before"),
        ("X[word, words[other]] +=", "X[word, words[other]] = X[words[other], word] +", "all places"),
    ],
    "positive_pmi": [
        ("np.log(X / expected)", "np.log(X / expected + 1e-12)", "small number"),
        ("np.log(X / expected)", "np.log((X + 1e-10) / (expected + 1e-10))", "add nothing"),
        ("np.maximum(0, np.log(X / expected))", "np.clip(np.log(X / expected), 0, 5)", "cut nothing off above"),
        ("np.maximum(0, np.log(X / expected))", "np.maximum(1e-9, np.log(X / expected))", "few digits"),
        ("np.log(X / expected)", "np.log(np.maximum(X, 1) / expected)", "log(x_ij"),
        ("np.log(X / expected)", "np.log(X[:50, :50] / expected[:50, :50])", "shape"),
        ("/ X.sum()", "/ X.sum(dtype=np.float32)", "few digits"),
    ],
    "analogies": [
        ("-np.inf, axis=1)", "0, axis=1)", "-np.inf"),
        ("-np.inf, axis=1)", "-1, axis=1)", "-np.inf"),
        ("axis=1, keepdims=True)", "keepdims=True)", "not divided by their lengths"),
        (UNIT, UNIT + " ** 2", "unit vectors"),
        ("scores.argmax(axis=1)", "scores.argmax(axis=1).astype(float)", "whole numbers"),
        ("scores.argmax(axis=1)", "scores[:, :100].argmax(axis=1)", "sizes tried before"),
        ("scores.argmax(axis=1)", "np.array([scores[0].argmax()])", "shape"),
        ("vectors / np", "vectors[:, :10] / np", "sizes tried before"),
        (UNIT, UNIT + "\n    unit = unit.astype(np.float32)", "float64"),
        (UNIT, "unit = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6)", "nothing to the lengths"),
        ("(b - a + c) @ unit.T", "(b - a + c).round(1) @ unit.T", "product of unit vectors"),
    ],
    "chance_within": [
        ("(window - d + 1) / window", "1 / d", "linearly"),
        ("(window - d + 1) / window", "np.maximum((window - d + 1) / window, 0.01)", "Count the reaches"),
        ("(window - d + 1) / window", "(window - d + 1) / window + 1e-9", "few digits"),
        ("d = np.arange(1, window + 1)", "d = np.arange(1, min(window, 50) + 1)", "shape"),
    ],
    "pair_gradient": [
        (SIGMA, "1 / (1 + np.exp(-np.clip(v @ u, -6, 6)))", "for every l"),
        (SIGMA, "np.exp(v @ u) / (1 + np.exp(v @ u))", "overflows"),
        (SIGMA, SIGMA + " + 1e-9", "few digits"),
        ("np.outer(error, u)", "np.outer(error, u) + 1e-15", "small number"),
        ("return error @ v, np.outer(error, u)", "return np.outer(error, u), error @ v", "exchanged"),
        ("return error @ v, np.outer(error, u)", "return error @ v", "2 things"),
        ("return error @ v", "return error[:10] @ v[:10]", "sizes tried before"),
        ("return error @ v", "return np.clip(error @ v, -1e5, 1e5)", "nothing off at a bound"),
        ("np.outer(error, u)", "np.outer(error, u) * 1.1", "Row j is"),
        (SIGMA, "np.round(" + SIGMA + ", 6)", "digits"),
    ],
    "best_score": [
        ("np.log(X / expected)", "np.log(X / expected + 1e-9)", "digits"),
        ("np.log(K)", "np.log(min(K, 20))", "sizes tried before"),
        ("np.log(X / expected)", "np.maximum(np.log(X / expected), -4)", "derivative is 0"),
        ("np.log(X / expected)", "np.log(np.maximum(X, 1e-3) / expected)", "derivative is 0"),
        ("np.log(X / expected)", "np.log((X + 1e-12) / expected)", "add nothing"),
        ("np.log(X / expected)", "np.minimum(np.log(X / expected), 7)", "far above 0"),
    ],
    "glove_pull": [
        (PULL, f"({PULL}) + 1e-9", "digits"),
        ("np.log(x)", "np.log(x + 1e-9)", "digits"),
        ("np.log(x)", "np.log(np.maximum(x, 1e-8))", "cut off at a bound"),
        (PULL, f"np.clip({PULL}, -3, 3)", "above x_max"),
        ("(x / x_max) **", "np.maximum(x / x_max, 1e-3) **", "above x_max"),
        ("(x / x_max) **", "(x / 10) **", "above x_max"),
        (PULL, f"({PULL}) * (np.arange(len(x)) < 100)", "sizes tried before"),
    ],
}
