"""Planted wrong answers of KMeans: (old text, new text, a word of the message)."""

# fmt: off
SQUARES = "X.shape[1] * np.nanmean(away**2, axis=2)"
AWAY = f"away = X[:, None, :] - centres\n    return {SQUARES}"
BOTH = "distances.argmin(axis=1), (in_order[:, 1] - in_order[:, 0]) / 2"
LABELS, SLACK = "distances.argmin(axis=1)", "(in_order[:, 1] - in_order[:, 0]) / 2"
# A wrong earlier function, in the cell of a later exercise
WRONG_SQUARES = """\
return distances.argmin(axis=1), (in_order[:, 1] - in_order[:, 0]) / 2


def squared_distances(X, centres):
    return {}np.sum((X[:, None] - centres) {}


def unused(distances, in_order):
    return distances"""

PLANTED = {
    "squared_distances": [
        (SQUARES, "np.sum(away**2, axis=2)", "nan spoils"),  # the lecture's line
        (SQUARES, "np.nansum(away**2, axis=2)", "not scaled up"),
        (SQUARES, "np.nanmean(away**2, axis=2)", "times D is missing"),
        (SQUARES, "np.nansum(away**2, axis=2) * X.shape[1]"
                  " / np.count_nonzero(np.nan_to_num(away), axis=2)",
         "difference of 0"),
        (SQUARES, "np.nansum(away**2, axis=2) * X.shape[1]"
                  " / np.maximum(np.count_nonzero(np.nan_to_num(away), axis=2), 1)",
         "difference of 0"),
        (SQUARES, "np.nansum(away**2, axis=2) * X.shape[1]"
                  " / np.count_nonzero(np.nan_to_num(X), axis=1)[:, None]",
         "known 0 is counted"),
        (AWAY, "X = np.where(np.nan_to_num(X) == 0, np.nan, X)\n"
               f"    {AWAY}", "known 0 is left out"),
        (SQUARES, "X.shape[1] * np.mean(away**2, axis=2)", "nan spoils"),
        (SQUARES, "np.sum(np.nan_to_num(away) ** 2, axis=2)", "not scaled up"),
        (SQUARES, "np.sum(np.nan_to_num(away) ** 2, axis=2)"
                  " * np.isfinite(X).mean(axis=1)[:, None]", "turned round"),
        (SQUARES, "np.sqrt(X.shape[1] * np.nanmean(away**2, axis=2))", "squares are"),
        (SQUARES, "np.nansum(away**2, axis=2)"
                  " / np.sqrt(np.isfinite(X).mean(axis=1)[:, None])", "root"),
        (SQUARES, "np.nansum(away**2, axis=2) / np.isfinite(X).mean()",
         "all points together"),
        (SQUARES, "np.nansum(away**2, axis=2)"
                  " / np.isfinite(X).mean(axis=1)[:, None] ** 2", "factor is squared"),
        (AWAY, "return np.sum((np.nan_to_num(X)[:, None, :] - centres) ** 2, axis=2)",
         "filled with 0"),
        (AWAY, "known = np.isfinite(X).sum(axis=1)[:, None]\n"
               "    away = np.nan_to_num(X)[:, None, :] - centres\n"
               "    return X.shape[1] * np.sum(away**2, axis=2) / known",
         "from the sum"),
        (AWAY, "X = np.where(np.isnan(X), np.nanmean(X, axis=0), X)\n"
               "    return np.sum((X[:, None, :] - centres) ** 2, axis=2)",
         "mean of the feature"),
        (AWAY, "ok = np.isfinite(X).all(axis=0)\n    X, c = X[:, ok], centres[:, ok]\n"
               "    return np.sum((X[:, None, :] - c) ** 2, axis=2)", "gap somewhere"),
        (AWAY, "X = X[np.isfinite(X).all(axis=1)]\n"
               "    return np.sum((X[:, None, :] - centres) ** 2, axis=2)", "dropped"),
        (SQUARES, "4 * np.nanmean(away**2, axis=2)", "look for a factor"),
        (SQUARES, "np.sum(away**2, axis=2) ** 2", "once too often"),
        (SQUARES, "np.sum(away**2, axis=2).T", "transposed"),
        (SQUARES, "np.sum(away**2, axis=1)", "not over the K centres"),
        (SQUARES, "np.sum(away**2, axis=0)", "not over the N points"),
        (SQUARES, "np.sum(away, axis=2)", "not squared"),
        (SQUARES, "np.sum(away, axis=2) ** 2", "the sum is squared"),
        (SQUARES, "np.sum(np.abs(away), axis=2)", "Absolute"),
        (SQUARES, "np.sum(away**2)", "over everything"),
        (SQUARES, "away**2", "not yet added up"),
        (SQUARES, "(away**2)[:, :, 0]", "first feature"),
        (SQUARES, "np.sum(away[:, :, :2] ** 2, axis=2)", "first two features"),
        (SQUARES, "np.sum(away**2, axis=2).astype(int)", "whole numbers"),
        (SQUARES, f"({SQUARES}).astype(np.float32)", "single precision"),
        (SQUARES, "np.nansum(away**2, axis=2).tolist()", "list"),
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
         "nan spoils"),
        (AWAY, "return np.sum(centres**2, axis=1) - 2 * X @ centres.T", "is missing"),
        (AWAY, "return np.sum((X[:, None] - X) ** 2, axis=2)", "points themselves"),
        (AWAY, "return np.array([len(x) * np.nanmean((x - centres) ** 2, axis=1)"
               " for x in X])",
         "one by one"),
        (AWAY, "out = np.empty((len(X), len(centres)))\n"
               "    for n in range(len(X)):\n"
               "        away = X[n] - centres\n"
               "        out[n] = X.shape[1] * np.nanmean(away**2, axis=1)\n"
               "    return out", "one by one"),
        (AWAY, "return np.array([len(x) * np.nanmean((np.array(x) - centres) ** 2, 1)"
               " for x in X.tolist()])", "one by one"),
        (SQUARES, "X.shape[1] * np.nanmean((away - np.nanmean(X)) ** 2, axis=2)",
         "should be"),
        (AWAY, "known, Z = np.isfinite(X), np.nan_to_num(X)\n"
               "    out = np.sum(Z**2, axis=1)[:, None] - 2 * Z @ centres.T\n"
               "    out += known @ (centres**2).T\n"
               "    return out / known.mean(axis=1)[:, None]", "Subtract before"),
        (AWAY, "out = np.zeros((3, 3))\n"
               "    for k in range(3):\n"
               "        out[:, k] = np.sum((X - centres[k]) ** 2, axis=1)\n"
               "    return out", "(6,)"),
        (AWAY, "X -= centres.mean(axis=0)\n    return X @ X.T", "writes into"),
        (SQUARES, "np.sum(away**2, axis=2)[:, 0]", "should have shape"),
        (AWAY, "away = X[:, None, :] - centres", "return"),
    ],
    "assign": [
        (BOTH, "distances.argmin(axis=1)", "2 things"),  # the lecture's line
        (BOTH, f"{SLACK}, {LABELS}", "exchanged"),
        (LABELS, "distances.argmax(axis=1)", "farthest"),
        (LABELS, "distances.argmin(axis=0)", "axis 0"),
        (LABELS, "distances.argmin()", "N K"),
        (LABELS, "distances.min(axis=1)", "index of the centre"),
        (LABELS, "(distances**2).min(axis=1)", "index is asked"),
        (LABELS, "distances.argsort(axis=1)", "order of distance"),
        (LABELS, f"{LABELS} + 1", "begin with 0"),
        (LABELS, f"{LABELS}.astype(float)", "integers"),
        (LABELS, f"{LABELS}.tolist()", "NumPy array"),
        (LABELS, f"centres[{LABELS}]", "themselves"),
        (LABELS, f"np.eye(len(centres))[{LABELS}]", "rows of 0 and 1"),
        (LABELS, "(X @ centres.T).argmax(axis=1)", "Inner products"),
        (LABELS, "len(centres) - 1 - distances[:, ::-1].argmin(axis=1)",
         "last is taken"),
        (LABELS, "(distances + np.arange(len(centres))[::-1] * 1e-9).argmin(axis=1)",
         "last is taken"),
        (LABELS, "distances.argsort(axis=1)[:, 0]", "kind='stable'"),
        (LABELS, "np.argpartition(distances, 1, axis=1)[:, 0]", "argpartition do"),
        ("return distances", WRONG_SQUARES.format("np.sqrt(", "**2, axis=2))"),
         "your squared_distances, which is not right"),
        ("return distances", WRONG_SQUARES.format("(", "**2, axis=2) / X.shape[1])"),
         "mend exercise 1.1 first"),
        (LABELS, "squared_distances(X[:, :1], centres[:, :1]).argmin(axis=1)",
         "first feature"),
        (LABELS, "distances[:, :3].argmin(axis=1)", "should be"),
        (LABELS, "distances[:, :10].argmin(axis=1)", "should be"),
        (LABELS, "np.abs(X[:, None] - centres).sum(axis=2).argmin(axis=1)",
         "absolute differences"),
        (LABELS, "np.abs(X[:, None] - centres).max(axis=2).argmin(axis=1)",
         "largest one counts"),
        (SLACK, "(in_order[:, 1] - in_order[:, 0])", "Half of that"),
        (SLACK, "(in_order[:, 1] ** 2 - in_order[:, 0] ** 2) / 2", "Take roots"),
        (SLACK, "in_order[:, 1] ** 2 - in_order[:, 0] ** 2", "not yet halved"),
        (SLACK, "np.sqrt(in_order[:, 1] ** 2 - in_order[:, 0] ** 2) / 2",
         "root of a difference"),
        ("np.sqrt(squared_distances(X, centres))", "squared_distances(X, centres)",
         "Take roots"),
        (SLACK, "(in_order[:, 0] - in_order[:, 1]) / 2", "sign"),
        (SLACK, "(in_order[:, -1] - in_order[:, 0]) / 2", "farthest centre"),
        (SLACK, "(in_order[:, 1:].mean(axis=1) - in_order[:, 0]) / 2", "averaged"),
        (SLACK, "(distances[:, 1] - distances[:, 0]) / 2", "in order first"),
        (SLACK, "np.abs(distances[:, 1] - distances[:, 0]) / 2", "order of index"),
        (SLACK, "in_order[:, 0]", "nearest"),
        (SLACK, "in_order[:, 0] / 2", "nearest"),
        (SLACK, "in_order[:, 1]", "second nearest"),
        (SLACK, "in_order[:, 1] / 2", "second nearest"),
        (SLACK, "in_order[:, :2].mean(axis=1)", "sum of the two"),
        (SLACK, "(in_order[:, 1] ** 2 - in_order[:, 0] ** 2) / 2 / np.linalg.norm("
                "np.subtract(*centres[distances.argsort(axis=1)[:, :2].T]), axis=1)",
         "point may move"),
        (SLACK, f"({SLACK}).min()", "least slack"),
        (SLACK, f"({SLACK})[:, None]", "One number per point"),
        (SLACK, f"list({SLACK})", "list"),
        (SLACK, f"np.round({SLACK}, 2)", "second nearest"),
        ("np.sort(distances, axis=1)", "np.sort(distances, axis=0)", "slack"),
        ("return distances", "labels = distances", "return"),
    ],
}
