"""Planted wrong answers of KMeans: (old text, new text, a word of the message)."""

# fmt: off
SQUARES = "np.sum(away**2, axis=2)"
AWAY = "away = X[:, None, :] - centres\n    return np.sum(away**2, axis=2)"
NEAREST = "squared_distances(X, centres).argmin(axis=1)"
MEAN = "X[labels == k].mean(axis=0)"
LEAST = "squared_distances(X, chosen).min(axis=1)"
SHARE = "squares / squares.sum()"
SCALED = "(X - X.mean(axis=0)) / np.where(sigma > 0, sigma, 1)"
DIVISOR = "np.where(sigma > 0, sigma, 1)"
BLANK_LOOP = """for k in range(len(centres)):
        if (labels == k).any():
            moved[k] = X[labels == k].mean(axis=0)
    return moved"""

PLANTED = {
    "squared_distances": [
        (SQUARES, "np.sqrt(np.sum(away**2, axis=2))", "squares are asked"),
        (SQUARES, "np.linalg.norm(away, axis=2)", "squares are asked"),
        (SQUARES, "np.sum(away**2, axis=2) ** 2", "once too often"),
        (SQUARES, "np.sum(away**2, axis=2).T", "transposed"),
        (SQUARES, "np.sum(away**2, axis=1)", "not over the K centres"),
        (SQUARES, "np.sum(away**2, axis=0)", "not over the N points"),
        (SQUARES, "np.mean(away**2, axis=2)", "averaged"),
        (SQUARES, "np.sum(away, axis=2)", "not squared"),
        (SQUARES, "np.sum(away, axis=2) ** 2", "the sum is squared"),
        (SQUARES, "np.sum(np.abs(away), axis=2)", "Absolute"),
        (SQUARES, "np.sum(away**2)", "over everything"),
        (SQUARES, "away**2", "not yet added up"),
        (SQUARES, "(away**2)[:, :, 0]", "first feature"),
        (SQUARES, "np.sum(away**2, axis=2).tolist()", "list"),
        (AWAY, "return (X - centres) ** 2", "row from row"),
        (AWAY, "return np.sum((X - centres) ** 2, axis=1)", "row from row"),
        (AWAY, "return X @ centres.T", "inner product"),
        (AWAY, "a = np.sum(X**2, axis=1)[:, None]\n"
               "    return a + np.sum(centres**2, axis=1)", "2 c"),
        (AWAY, "a = np.sum(X**2, axis=1)[:, None]\n"
               "    return a + np.sum(centres**2, axis=1) - X @ centres.T", "factor 2"),
        (AWAY, "a = np.sum(X**2, axis=1)[:, None]\n"
               "    return a + np.sum(centres**2, axis=1) + 2 * X @ centres.T",
         "minus"),
        (AWAY, "a = np.sum(X**2, axis=1)[:, None]\n"
               "    return a + np.sum(centres**2, axis=1) - 2 * X @ centres.T",
         "Subtract before"),
        (AWAY, "return np.sum(centres**2, axis=1) - 2 * X @ centres.T", "is missing"),
        (AWAY, "return np.sum((X[:, None] - X) ** 2, axis=2)", "points themselves"),
        (AWAY, "return np.array([np.sum((x - centres) ** 2, axis=1) for x in X])",
         "one by one"),
        (AWAY, "out = np.empty((len(X), len(centres)))\n"
               "    for n in range(len(X)):\n"
               "        out[n] = np.sum((X[n] - centres) ** 2, axis=1)\n"
               "    return out", "one by one"),
        (AWAY, "out = np.zeros((3, 3))\n"
               "    for k in range(3):\n"
               "        out[:, k] = np.sum((X - centres[k]) ** 2, axis=1)\n"
               "    return out", "(6,)"),
        (AWAY, "X -= centres.mean(axis=0)\n    return X @ X.T", "writes into"),
        (SQUARES, "np.sum(away**2, axis=2)[:, 0]", "should have shape"),
        (AWAY, "away = X[:, None, :] - centres", "return"),
    ],
    "assign": [
        ("argmin(axis=1)", "argmax(axis=1)", "farthest"),
        ("argmin(axis=1)", "argmin(axis=0)", "axis 0"),
        ("argmin(axis=1)", "argmin()", "N K"),
        ("argmin(axis=1)", "min(axis=1)", "index is asked"),
        ("argmin(axis=1)", "argsort(axis=1)", "order of distance"),
        (NEAREST, "np.sqrt(squared_distances(X, centres).min(axis=1))",
         "index of the centre"),
        (NEAREST, f"{NEAREST} + 1", "begin with 0"),
        (NEAREST, f"{NEAREST}.astype(float)", "integers"),
        (NEAREST, f"{NEAREST}.tolist()", "NumPy array"),
        (NEAREST, f"centres[{NEAREST}]", "themselves"),
        (NEAREST, f"np.eye(len(centres))[{NEAREST}]", "rows of 0 and 1"),
        (NEAREST, "(X @ centres.T).argmax(axis=1)", "Inner products"),
        (NEAREST,
         "len(centres) - 1 - squared_distances(X, centres)[:, ::-1].argmin(axis=1)",
         "last is taken"),
        (NEAREST, "(squared_distances(X, centres)"
                  " + np.arange(len(centres))[::-1] * 1e-9).argmin(axis=1)",
         "last is taken"),
        (NEAREST, "squared_distances(X[:, :1], centres[:, :1]).argmin(axis=1)",
         "first feature"),
        (NEAREST, "squared_distances(X, centres)[:, :3].argmin(axis=1)", "should be"),
        (NEAREST, "np.abs(X[:, None] - centres).sum(axis=2).argmin(axis=1)",
         "absolute differences"),
        (NEAREST, "np.abs(X[:, None] - centres).max(axis=2).argmin(axis=1)",
         "largest one counts"),
        ("return squared", "labels = squared", "return"),
    ],
    "move": [
        (MEAN, "X[labels == k].sum(axis=0)", "sums"),
        (MEAN, "X[labels == k].sum(axis=0) / len(X)", "not by N"),
        (MEAN, "X[labels == k].sum(axis=0) / len(centres)", "not by K"),
        (MEAN, "np.median(X[labels == k], axis=0)", "median"),
        (MEAN, "X.mean(axis=0)", "all points"),
        (MEAN, "X[labels == k].mean()", "keep the features apart"),
        (MEAN, "X[labels == k].mean(axis=1)", "could not"),
        (MEAN, "(X[labels == k].mean(axis=0) + centres[k]) / 2", "Half-way"),
        (MEAN, "X[labels == k].mean(axis=0) - centres[k]", "how far"),
        (MEAN, "X[labels == k][0]", "first member"),
        (MEAN, "X[labels == k][-1]", "last member"),
        (MEAN, "np.vstack([X[labels == k], centres[k]]).mean(axis=0)",
         "one more member"),
        (MEAN, "X[labels == k].sum(axis=0) / ((labels == k).sum() + 1)", "off by one"),
        (MEAN, "X[labels == k][np.sum((X[labels == k] - centres[k]) ** 2,"
               " axis=1).argmin()]", "not the mean"),
        (BLANK_LOOP, "return centres.copy()", "not moved"),
        ("if (labels == k).any():", "if True:", "nan"),
        ("moved = centres.copy()", "moved = np.zeros_like(centres)", "origin"),
        ("moved = centres.copy()", "moved = np.tile(X.mean(axis=0), (len(centres), 1))",
         "mean of all"),
        ("moved = centres.copy()", "moved = np.tile(X[0], (len(centres), 1))",
         "first point"),
        ("moved = centres.copy()", "moved = np.full_like(centres, np.nan)", "nan"),
        ("moved = centres.copy()", "moved = centres", "writes into"),
        (BLANK_LOOP,
         "return np.array([X[labels == k].mean(axis=0) for k in np.unique(labels)])",
         "dropped"),
        (BLANK_LOOP, "return np.array([X[labels == k].mean(axis=0)"
                     " for k in range(labels.max() + 1)])", "clust"),
        (BLANK_LOOP,
         "return np.array([X[labels == k].mean(axis=0) for k in range(3)])", "should"),
        ("return moved", "return moved.T", "one per column"),
        ("return moved", "return moved.tolist()", "NumPy array"),
        ("return moved", "moved", "return"),
        ("range(len(centres))", "range(len(centres) - 1)", "row k"),
    ],
    "seeding_probabilities": [
        (SHARE, "np.sqrt(squares) / np.sqrt(squares).sum()", "not to D"),
        (SHARE, "squares**2 / np.sum(squares**2)", "once too often"),
        (LEAST, "squared_distances(X, chosen).max(axis=1)", "farthest one does"),
        (LEAST, "squared_distances(X, chosen).sum(axis=1)", "all are added"),
        (LEAST, "squared_distances(X, chosen).mean(axis=1)", "all are added"),
        (LEAST, "squared_distances(X, chosen)[:, -1]", "last one alone"),
        (LEAST, "squared_distances(X, chosen)[:, 0]", "first one alone"),
        (LEAST, "squared_distances(X, chosen)", "which of the chosen"),
        (LEAST, "squared_distances(X, chosen).min(axis=0)", "turn it round"),
        (LEAST, "squared_distances(X, chosen.mean(axis=0, keepdims=True))[:, 0]",
         "to their mean"),
        (LEAST, "squared_distances(X, chosen).min(axis=1, keepdims=True)",
         "plain row"),
        (SHARE, "squares", "add up to 1"),
        (SHARE, "squares / squares.max()", "by the largest"),
        (SHARE, "squares / len(X)", "number of points"),
        (SHARE, "np.full(len(X), 1 / len(X))", "equally probable"),
        (SHARE, "(1 / squares) / np.sum(1 / squares)", "near points are preferred"),
        (SHARE, "1 - squares / squares.sum()", "1 minus"),
        (SHARE, "np.exp(squares) / np.exp(squares).sum()", "exponential"),
        (SHARE, "np.exp(-squares) / np.exp(-squares).sum()", "minus the square"),
        (SHARE, "np.eye(len(X))[squares.argmax()]", "for certain"),
        (SHARE, "squares.argmax()", "index of the farthest"),
        (SHARE, "np.cumsum(squares) / squares.sum()", "cumulative"),
        (SHARE, "(squares + 1e-6) / np.sum(squares + 1e-6)", "no floor"),
        (SHARE, "(squares / squares.sum()).tolist()", "list"),
        (SHARE, "np.clip(squares, 0, 1e4) / np.clip(squares, 0, 1e4).sum()",
         "no clipping"),
        ("return squares /", "p = squares /", "return"),
    ],
    "standardise": [
        (SCALED, f"X / {DIVISOR}", "mean is not taken"),
        (SCALED, "X - X.mean(axis=0)", "division"),
        ("X.std(axis=0)", "X.var(axis=0)", "variance"),
        (SCALED, "(X - X.mean(axis=0)) * sigma", "divide"),
        (SCALED, "(X - X.mean()) / X.std()", "all entries"),
        ("X.mean(axis=0)", "X.mean()", "mean is that of all"),
        ("X.std(axis=0)", "X.std()", "deviation is that of all"),
        (SCALED, "(X - X.mean(axis=1, keepdims=True))"
                 " / X.std(axis=1, keepdims=True)", "axis 1"),
        ("X.std(axis=0)", "X.std(axis=0, ddof=1)", "N - 1"),
        (SCALED, "(X - X.min(axis=0)) / np.ptp(X, axis=0)", "squeezes"),
        (SCALED, "(X - X.mean(axis=0)) / np.ptp(X, axis=0)", "range"),
        (SCALED, "X / X.max(axis=0)", "largest"),
        (SCALED, f"(X - np.median(X, axis=0)) / {DIVISOR}", "median"),
        (SCALED, "X / np.linalg.norm(X, axis=1, keepdims=True)", "length 1"),
        (SCALED, f"X - X.mean(axis=0) / {DIVISOR}", "brackets"),
        (SCALED, f"(X.mean(axis=0) - X) / {DIVISOR}", "turned round"),
        (DIVISOR, "sigma", "nan"),
        (DIVISOR, "(sigma + 1e-8)", "nothing may be added"),
        (DIVISOR, "np.where(sigma > 1e-6, sigma, 1)", "small, but not constant"),
        (SCALED, "np.where(sigma > 0, (X - X.mean(axis=0)) / np.where(sigma > 0,"
                 " sigma, 1), X)", "stays as it was"),
        (SCALED, "((X - X.mean(axis=0)) / sigma)[:, sigma > 0]", "dropped"),
        (SCALED, "((X - X.mean(axis=0)) / np.where(sigma > 0, sigma, 1)).tolist()",
         "list"),
        ("return (X - ", "X -= X.mean(axis=0)\n    return (X - ", "writes into"),
        ("return (X - ", "scaled = (X - ", "return"),
    ],
}
