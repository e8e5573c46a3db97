"""Planted wrong answers of KMeans: (old text, new text, a word of the message)."""

SQUARES = "X.shape[1] * np.nanmean(away**2, axis=2)"
AWAY = f"away = X[:, None, :] - centres\n    return {SQUARES}"
OWN_MEAN = "X = np.where(np.isnan(X), np.nanmean(X, axis=1)[:, None], X)"
ROW = "len(x) * np.nanmean((x - centres) ** 2, axis=1)"
LOOP = f"""out = np.empty((len(X), len(centres)))
    for n in range(len(X)):
        x = X[n]
        out[n] = {ROW}
    return out"""
BINOMIAL = """known, Z = np.isfinite(X), np.nan_to_num(X)
    out = np.sum(Z**2, axis=1)[:, None] - 2 * Z @ centres.T + known @ (centres**2).T
    return out / known.mean(axis=1)[:, None]"""
LABELS, SLACK = "distances.argmin(axis=1)", "(in_order[:, 1] - in_order[:, 0]) / 2"
BOTH = f"{LABELS}, {SLACK}"
# A wrong earlier function, in the cell of a later exercise
HALVES = """\n
def squared_distances(X, centres):
    return 0.5 * np.sum((X[:, None] - centres) ** 2, axis=2)
"""
ROOTS = HALVES.replace("0.5 * ", "").replace("axis=2)", "axis=2) ** 0.5")
MEAN = "np.average(X[members], axis=0, weights=weight[members])"
SPENT = """cost[costliest] = 0
            m = (labels == labels[costliest]) & (np.arange(len(X)) != costliest)
            moved[labels[costliest]] = np.average(X[m], axis=0, weights=weight[m])"""
SCALED = "(X - X.mean(axis=0)) / sigma"
DIVISOR = "np.where(changes, X.std(axis=0), 1)"

PLANTED = {
    "squared_distances": [
        (SQUARES, f"np.maximum({SQUARES}, 1e-3)", "a point on a centre gets 0"),
        (AWAY, f"{OWN_MEAN}\n    {AWAY}", "Sum over the known"),
        (AWAY, f"{AWAY} * np.mean(X != 0, axis=1)[:, None]", "only nan is a gap"),
        (SQUARES, "np.sum(away**2, axis=2)", "nan spoils"),  # the lecture's line
        (AWAY, f"X = X[np.isfinite(X).all(axis=1)]\n    {AWAY}", "dropped"),
        (SQUARES, "4 * np.nanmean(away**2, axis=2)", "look for a factor"),
        (SQUARES, "np.sum(away**2)", "over everything"),
        (SQUARES, "away**2", "not yet added up"),
        (SQUARES, "np.sum(away**2, axis=2)[:, 0]", "should have shape"),
        (SQUARES, f"({SQUARES}).astype(np.float32)", "single precision"),
        (SQUARES, f"{SQUARES} + 1", "should be"),
        (AWAY, f"return np.array([{ROW} for x in X])", "one by one"),
        (AWAY, f"return np.array([{ROW} for x in map(np.array, X.tolist())])", "one by one"),
        (AWAY, LOOP, "one by one"),
        (AWAY, BINOMIAL, "Subtract before"),
    ],
    "assign": [
        (LABELS, f"np.where(in_order[:, 1] > in_order[:, 0], {LABELS}, -1)", "a tie"),
        (SLACK, "np.array([np.diff(np.unique(d))[0] / 2 for d in distances])", "slack is 0"),
        (BOTH, LABELS, "2 things"),  # the lecture's line
        (BOTH, f"{SLACK}, {LABELS}", "exchanged"),
        (LABELS, f"{LABELS}.astype(float)", "integers"),
        (LABELS, "distances[:, :3].argmin(axis=1)", "should be"),
        (LABELS, "distances[:, :10].argmin(axis=1)", "should be"),
        (SLACK, f"np.round({SLACK}, 2)", "second nearest"),
        ("np.sort(distances, axis=1)", "np.sort(distances, axis=0)", "slack"),
        (f"{SLACK}", f"{SLACK}{ROOTS}", "your squared_distances, which is not right"),
        (f"{SLACK}", f"{SLACK}{HALVES}", "mend exercise 1.1 first"),
    ],
    "move": [
        (MEAN, MEAN.replace("=weight[members]", "=1 + weight[members]"), "Row k is"),
        ("if members.any():", "if members.sum() > 2:", "No cluster is empty here"),
        (MEAN, "X[members].mean(axis=1)", "could not"),
        ("if members.any():", "if True:", "sum to zero"),
        ("moved[k] = X[costliest]", "moved[k] = np.nan", "gets nan"),
        ("return moved", "return moved[np.unique(labels)]", "dropped"),
        ("cost[costliest] = 0", SPENT, "should be"),
    ],
    "cost_left": [
        ("left.sum(axis=0)", "np.minimum(left, 1e4).sum(axis=0)", "far away"),
        ("chosen).min(axis=1)", "chosen).min(axis=0)", "should be"),
        ("left.sum(axis=0)", "left.sum(axis=0)[:, None]", "plain row"),
        ("left.sum(axis=0)", f"left.sum(axis=0){HALVES}", "squared_distances, which is not"),
    ],
    "standardise": [
        (SCALED, "(X - X.min(axis=0)) / sigma", "down each column"),
        (DIVISOR, "np.maximum(X.std(axis=0), 1e-10)", "like the others"),
        ("np.ptp(X, axis=0) > 0", "X.std(axis=0) > 1e-13", "their columns should be 0"),
        ("X.std(axis=0)", "np.sqrt(np.abs(np.mean(X**2, 0) - X.mean(0)**2) + 1e-30)", "Two lie"),
        (DIVISOR, "X.std(axis=0)", "nan"),
        (DIVISOR, "np.where(changes, 1, X.std(axis=0))", "exchanged in np.where"),
        (SCALED, f"({SCALED})[:, changes]", "dropped"),
    ],
}
