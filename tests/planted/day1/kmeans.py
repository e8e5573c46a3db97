"""Planted wrong answers of KMeans: (old text, new text, a word of the message)."""

SQUARES = "X.shape[1] * np.nanmean(away**2, axis=2)"
AWAY = f"away = X[:, None, :] - centres\n    return {SQUARES}"
BOTH = "distances.argmin(axis=1), (in_order[:, 1] - in_order[:, 0]) / 2"
LABELS, SLACK = "distances.argmin(axis=1)", "(in_order[:, 1] - in_order[:, 0]) / 2"
# A wrong earlier function, in the cell of a later exercise
WRONG_SQUARES = """\


def squared_distances(X, centres):
    return {}np.sum((X[:, None] - centres) {}


def unused(distances, in_order):
    return distances"""
MEAN = "np.average(X[members], axis=0, weights=weight[members])"
SPENT = """cost[costliest] = 0
            m = (labels == labels[costliest]) & (np.arange(len(X)) != costliest)
            moved[labels[costliest]] = np.average(X[m], axis=0, weights=weight[m])"""
START = "moved = centres.astype(float)"
SCALED = "(X - X.mean(axis=0)) / sigma"
DIVISOR = "np.where(changes, X.std(axis=0), 1)"

PLANTED = {
    "squared_distances": [
        (SQUARES, "np.sum(away**2, axis=2)", "nan spoils"),  # the lecture's line
        (
            AWAY,
            "X = X[np.isfinite(X).all(axis=1)]\n"
            "    return np.sum((X[:, None, :] - centres) ** 2, axis=2)",
            "dropped",
        ),
        (SQUARES, "4 * np.nanmean(away**2, axis=2)", "look for a factor"),
        (SQUARES, "np.sum(away**2)", "over everything"),
        (SQUARES, "away**2", "not yet added up"),
        (SQUARES, "np.sum(away**2, axis=2)[:, 0]", "should have shape"),
        (SQUARES, f"({SQUARES})[: len(centres)].T", "transposed"),
        (SQUARES, f"({SQUARES}).astype(np.float32)", "single precision"),
        (
            AWAY,
            "return np.array([len(x) * np.nanmean((x - centres) ** 2, axis=1)"
            " for x in X])",
            "one by one",
        ),
        (
            AWAY,
            "out = np.empty((len(X), len(centres)))\n"
            "    for n in range(len(X)):\n"
            "        away = X[n] - centres\n"
            "        out[n] = X.shape[1] * np.nanmean(away**2, axis=1)\n"
            "    return out",
            "one by one",
        ),
        (
            AWAY,
            "return np.array([len(x) * np.nanmean((np.array(x) - centres) ** 2, 1)"
            " for x in X.tolist()])",
            "one by one",
        ),
        (
            SQUARES,
            "X.shape[1] * np.nanmean((away - np.nanmean(X)) ** 2, axis=2)",
            "should be",
        ),
        (
            AWAY,
            "known, Z = np.isfinite(X), np.nan_to_num(X)\n"
            "    out = np.sum(Z**2, axis=1)[:, None] - 2 * Z @ centres.T\n"
            "    out += known @ (centres**2).T\n"
            "    return out / known.mean(axis=1)[:, None]",
            "Subtract before",
        ),
    ],
    "assign": [
        (BOTH, LABELS, "2 things"),  # the lecture's line
        (BOTH, f"{SLACK}, {LABELS}", "exchanged"),
        (LABELS, f"{LABELS}.astype(float)", "integers"),
        (LABELS, "distances[:, :3].argmin(axis=1)", "should be"),
        (LABELS, "distances[:, :10].argmin(axis=1)", "should be"),
        (SLACK, f"np.round({SLACK}, 2)", "second nearest"),
        ("np.sort(distances, axis=1)", "np.sort(distances, axis=0)", "slack"),
        (
            f"return {BOTH}",
            f"return {BOTH}" + WRONG_SQUARES.format("np.sqrt(", "**2, 2))"),
            "your squared_distances, which is not right",
        ),
        (
            f"return {BOTH}",
            f"return {BOTH}" + WRONG_SQUARES.format("0.5 * ", "**2, 2)"),
            "mend exercise 1.1 first",
        ),
    ],
    "move": [
        (MEAN, "X[members].mean(axis=1)", "could not"),
        ("if members.any():", "if True:", "sum to zero"),
        ("moved[k] = X[costliest]", "moved[k] = np.nan", "gets nan"),
        ("return moved", "return moved[np.unique(labels)]", "dropped"),
        ("cost[costliest] = 0", SPENT, "should be"),
    ],
    "cost_left": [
        ("chosen).min(axis=1)", "chosen).min(axis=0)", "should be"),
        ("left.sum(axis=0)", "left.sum(axis=0)[:, None]", "plain row"),
        (
            "return left.sum(axis=0)",
            "return left.sum(axis=0)" + WRONG_SQUARES.format("0.5 * ", "**2, 2)"),
            "your squared_distances, which is not right",
        ),
    ],
    "standardise": [
        (DIVISOR, "X.std(axis=0)", "nan"),
        (DIVISOR, "np.where(changes, 1, X.std(axis=0))", "exchanged in np.where"),
        (SCALED, f"({SCALED})[:, changes]", "dropped"),
    ],
}
