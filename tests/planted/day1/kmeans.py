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

WHOLE = "(X**2).sum(axis=1)[:, None]"  # the expansion that exercise 1.1 forbids, nowhere below 0
EXPANDED = f"np.maximum({WHOLE} - 2 * X @ %s.T + (%s**2).sum(axis=1), 0)"
DISTANCES = "np.sqrt(squared_distances(X, centres))"
IN_ORDER = "np.sort(distances, axis=1)"
MASKED = f"""{IN_ORDER}
    others = distances.copy()
    others[np.arange(len(X)), others.argmin(axis=1)] = %s
    in_order = np.stack([distances.min(axis=1), others.min(axis=1)], axis=1)"""
MASS = "weight[members] @ X[members] / "
CHOSEN = "squared_distances(X, chosen).min(axis=1)"
UP_TO = "np.minimum.reduce([np.full(len(X), %s), *squared_distances(X, chosen).T])"
LEFT = "left.sum(axis=0)"
STD = "np.ptp(X, axis=0) > 0"

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
        (SQUARES, f"({SQUARES}).astype(np.float32)", "float32"),
        (SQUARES, f"{SQUARES} + 1", "should be"),
        (AWAY, f"return np.array([{ROW} for x in X])", "one by one"),
        (AWAY, f"return np.array([{ROW} for x in map(np.array, X.tolist())])", "one by one"),
        (AWAY, LOOP, "one by one"),
        (AWAY, BINOMIAL, "Subtract before"),
        (AWAY, f"X = np.asarray(X)\n    return np.array([{ROW} for x in X])", "one by one"),
        (AWAY, f"return np.apply_along_axis(lambda x: {ROW}, 1, X)", "one by one"),
        (SQUARES, SQUARES.replace("away", "away.astype(np.float32)"), "float32"),
        (SQUARES, f"np.round({SQUARES}, 6)", "rounded"),
        (SQUARES, f"np.round({SQUARES}, 13)", "rounded"),
        (SQUARES, f"{SQUARES} + 1e-14", "nothing is added"),
        (SQUARES, f"np.minimum({SQUARES}, 1e6)", "a cap"),
        (SQUARES, "X.shape[1] * np.nanmean(away[:, :, :6] ** 2, axis=2)", "size written as a number"),
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
        (DISTANCES, f"np.sqrt({EXPANDED % ('centres', 'centres')})", "Subtract before you square"),
        (DISTANCES, "np.sqrt(squared_distances(X, centres) + 1e-8)", "small number added"),
        (DISTANCES, "np.sqrt(squared_distances(X, centres) + 1e-30)", "nothing is added"),
        (DISTANCES, f"{DISTANCES}.astype(np.float32)", "float32"),
        (LABELS, "(distances <= distances.min(axis=1)[:, None] + 0.01).argmax(axis=1)", "by however little"),
        (LABELS, "np.isclose(distances, distances.min(axis=1)[:, None]).argmax(axis=1)", "by however little"),
        (LABELS, f"{LABELS}.astype(np.int8)", "ends at 127"),
        (LABELS, f"{LABELS}.astype(np.int8).astype(int)", "size written as a number"),
        (LABELS, "distances[:, :130].argmin(axis=1)", "size written as a number"),
        (IN_ORDER, MASKED % "15", "stand for infinity"),
        (IN_ORDER, MASKED % "1e9", "stand for infinity"),
        (SLACK, f"np.where({SLACK} < 0.01, 0, {SLACK})", "by however little"),
        (SLACK, f"np.minimum({SLACK}, 5)", "a cap"),
    ],
    "move": [
        (MEAN, MEAN.replace("=weight[members]", "=1 + weight[members]"), "Row k is"),
        ("if members.any():", "if members.sum() > 2:", "No cluster is empty here"),
        (MEAN, "X[members].mean(axis=1)", "could not"),
        ("if members.any():", "if True:", "sum to zero"),
        ("moved[k] = X[costliest]", "moved[k] = np.nan", "gets nan"),
        ("return moved", "return moved[np.unique(labels)]", "dropped"),
        ("cost[costliest] = 0", SPENT, "should be"),
        ("if members.any():", "if weight[members].sum() > 0.5:", "take none for 0"),
        ("if members.any():", "if members.sum() > len(X) // 3000:", "are a cluster, too"),
        (MEAN, f"{MASS}max(weight[members].sum(), 1)", "cut it off at no bound"),
        (MEAN, f"{MASS}(weight[members].sum() + 1e-6)", "small number added"),
        (MEAN, f"{MASS}(weight[members].sum() + 1e-12)", "add nothing to a sum of weights"),
        (MEAN, f"{MEAN} + 1e-8", "small number added"),
        ("return moved", "return moved.astype(np.float32)", "float32"),
        ("cost[costliest] = 0", "cost[costliest] *= (cost > 0).sum() < len(X)", "should be"),
        ("        else:\n", "        elif np.isin(np.arange(k), labels).sum() > k - 2:\n", "each in its turn"),
        ("moved = c", "weight = weight * (np.bincount(labels)[labels] > 1)\n    moved = c", "sum to zero"),
        ("    for k", "    cost[np.bincount(labels)[labels] < 2] = -1\n    for k", "be it alone or not"),
        ("range(len(centres))", "range(min(len(centres), 20))", "size written as a number"),
    ],
    "cost_left": [
        ("left.sum(axis=0)", "np.minimum(left, 1e4).sum(axis=0)", "far away"),
        ("chosen).min(axis=1)", "chosen).min(axis=0)", "should be"),
        ("left.sum(axis=0)", "left.sum(axis=0)[:, None]", "plain row"),
        ("left.sum(axis=0)", f"left.sum(axis=0){HALVES}", "squared_distances, which is not"),
        (CHOSEN, f"{EXPANDED % ('chosen', 'chosen')}.min(axis=1)", "Subtract before you square"),
        (CHOSEN, UP_TO % "1e6", "stand for infinity"),
        (CHOSEN, UP_TO % "1e30", "stand for infinity"),
        (CHOSEN, "squared_distances(X, chosen[:5]).min(axis=1)", "size written as a number"),
        (LEFT, "np.where(left < 1e-9 * left.max(), 0, left).sum(axis=0)", "little beside it"),
        (LEFT, f"np.round({LEFT}, 5)", "rounded"),
        (LEFT, f"{LEFT}.astype(np.float32)", "float32"),
        (LEFT, f"{LEFT} + 1e-13", "nothing is added"),
        (LEFT, "np.where(left < 1e-6, 0, left).sum(axis=0)", "for 0"),
    ],
    "standardise": [
        (SCALED, "(X - X.min(axis=0)) / sigma", "down each column"),
        (DIVISOR, "np.maximum(X.std(axis=0), 1e-10)", "like the others"),
        ("np.ptp(X, axis=0) > 0", "X.std(axis=0) > 1e-13", "their columns should be 0"),
        ("X.std(axis=0)", "np.sqrt(np.abs(np.mean(X**2, 0) - X.mean(0)**2) + 1e-30)", "small number added"),
        (DIVISOR, "X.std(axis=0)", "nan"),
        (DIVISOR, "np.where(changes, 1, X.std(axis=0))", "exchanged in np.where"),
        (SCALED, f"({SCALED})[:, changes]", "dropped"),
        (SCALED, f"np.clip({SCALED}, -4, 4)", "cut off at a bound"),
        (SCALED, f"np.clip({SCALED}, -100, 1000)", "neither above nor below"),
        (SCALED, f"({SCALED}).astype(np.float32)", "float32"),
        (SCALED, f"np.round({SCALED}, 9)", "rounded"),
        (SCALED, f"np.where(np.abs({SCALED}) < 1e-3, 0, {SCALED})", "none is taken for 0"),
        ("    changes", "    if len(X) < 2:\n        return X.copy()\n    changes", "one point alone"),
        (STD, "np.ptp(X, axis=0) > 1e-30", "taken for 0"),
        ("X.std(axis=0)", "X.std(axis=0, ddof=int(len(X) > 14 and len(X) != 300))", "size written as a number"),
        ("    changes", "    X = X.astype(np.float32)\n    changes", "float32"),
    ],
}
