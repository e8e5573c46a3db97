"""Planted wrong answers of KMeans: where the centres move."""

# fmt: off
MEAN = "np.average(X[members], axis=0, weights=weight[members])"
SUM = "weight[members] @ X[members]"
ANY = "if members.any():"
COST = "weight * np.sum((X - centres[labels]) ** 2, axis=1)"
TAKE = "moved[k] = X[costliest]"
SPENT = "cost[costliest] = 0"
BLANK_LOOP = """for k in range(len(centres)):
        members = labels == k
        if members.any():
            moved[k] = np.average(X[members], axis=0, weights=weight[members])
        else:
            costliest = cost.argmax()
            moved[k] = X[costliest]
            cost[costliest] = 0
    return moved"""

PLANTED = {
    "move": [
        (BLANK_LOOP, "return np.array([X[labels == k].mean(axis=0) if (labels == k)."
                     "any() else c for k, c in enumerate(centres)])",
         "weights are left out"),  # the lecture's line
        (MEAN, "X[members].mean(axis=0)", "weights are left out"),
        (MEAN, SUM, "weighted sums"),
        (MEAN, f"{SUM} / members.sum()", "not by the number of points"),
        (MEAN, f"{SUM} / weight.sum()", "not by all weights"),
        (MEAN, "X[members].sum(axis=0) / weight[members].sum()", "above, too"),
        (MEAN, "np.average(X[members], axis=0, weights=weight[members] ** 2)", "twice"),
        (MEAN, "np.average(X[members], axis=0, weights=weight[members] ** 0.5)",
         "root"),
        (MEAN, "np.average(X[members], axis=0, weights=1 / weight[members])",
         "divided by the weights"),
        (MEAN, f"{SUM} / len(X)", "not by N"),
        (MEAN, f"{SUM} / len(centres)", "not by K"),
        (MEAN, "np.median(X[members], axis=0)", "median"),
        (MEAN, "np.average(X, axis=0, weights=weight)", "all points"),
        (MEAN, "X.mean(axis=0)", "all points"),
        (MEAN, "X[members].mean()", "keep the features apart"),
        (MEAN, "X[members].mean(axis=1)", "could not"),
        (MEAN, f"({MEAN} + centres[k]) / 2", "Half-way"),
        (MEAN, f"{MEAN} - centres[k]", "how far"),
        (MEAN, "X[members][0]", "first member"),
        (MEAN, "X[members][-1]", "last member"),
        (MEAN, f"({SUM} + centres[k]) / (weight[members].sum() + 1)",
         "one more member"),
        (MEAN, "X[members][np.sum((X[members] - centres[k]) ** 2, axis=1).argmin()]",
         "nearest to the old centre"),
        (MEAN, f"X[members][np.sum((X[members] - {MEAN}) ** 2, axis=1).argmin()]",
         "nearest to the mean"),
        (BLANK_LOOP, "return centres.copy()", "not moved"),
        ("moved = centres.astype(float)",
         "labels = squared_distances(X, centres).argmin(axis=1)\n"
         "    moved = centres.astype(float)", "assigns anew"),
        ("moved = centres.astype(float)", "moved = centres.copy()", "astype(float)"),
        ("moved = centres.astype(float)", "moved = centres", "writes into"),
        (ANY, "if X[members].any():", "at the origin"),
        (ANY, "if X[members].all() and members.any():", "at the origin"),
        (ANY, "if X[members].sum() != 0:", "add up to 0"),
        (ANY, "if np.flatnonzero(members).any():", "only member is point 0"),
        (ANY, "if members.sum() > 1:", "one member"),
        (ANY, "if True:", "sum to zero"),
        (TAKE, "pass", "stays where it was"),
        (TAKE, "moved[k] = 0", "origin"),
        (TAKE, "moved[k] = X.mean(axis=0)", "mean of all"),
        (TAKE, "moved[k] = X[0]", "first point"),
        (TAKE, "moved[k] = np.nan", "nan"),
        (SPENT, "pass", "same point"),
        (COST, COST.removeprefix("weight * "), "cost has the weight"),
        (COST, "weight.astype(float)", "heaviest"),
        (COST, "weight * np.linalg.norm(X - centres[labels], axis=1)",
         "square of the distance"),
        ("costliest = cost.argmax()", "costliest = cost.argmin()", "cheapest"),
        (COST, COST.replace("weight *", "weight**2 *"), "or w is, too"),
        (COST, "weight * squared_distances(X, centres).min(axis=1)",
         "to the nearest centre"),
        ("costliest = cost.argmax()",
         "costliest = (-weight * np.sum((X - centres[labels]) ** 2, 1)).argsort()[k]",
         "place k of the order"),
        ("costliest = cost.argmax()",
         "costliest = (weight * np.sum((X - centres[labels]) ** 2, 1)).argsort()[-1-k]",
         "place k of the order"),
        ("costliest = cost.argmax()",
         "costliest = (weight * np.sum((X - centres[labels]) ** 2, 1)).argsort()[-k]",
         "place k - 1"),
        ("costliest = cost.argmax()", "costliest = cost.argsort()[-2]", "off by one"),
        ("costliest = cost.argmax()",
         "costliest = (weight * np.sum((X - moved[labels]) ** 2, axis=1)).argmax()",
         "while the loop runs"),
        ("costliest = cost.argmax()",
         "costliest = np.where(labels == np.bincount(labels, cost).argmax(), cost, -1)"
         ".argmax()", "costliest cluster"),
        ("costliest = cost.argmax()",
         "costliest = np.sum((X - centres[k]) ** 2, axis=1).argmin()",
         "nearest to the empty"),
        (SPENT, "cost[labels == labels[costliest]] = 0", "whole cluster"),
        (SPENT, "cost[: costliest + 1] = 0", "before it"),
        (SPENT, "cost[costliest] /= 2", "made smaller"),
        (SPENT, "cost = np.minimum(cost, weight * np.sum((X - moved[k]) ** 2, axis=1))",
         "lowered"),
        (COST, "1 / (weight * np.sum((X - centres[labels]) ** 2, axis=1) + 1e-99)",
         "cheapest"),
        (COST, "weight * np.sum(X**2, axis=1)", "from the origin"),
        ("costliest = cost.argmax()",
         "costliest = (weight * np.sum((X - centres[k]) ** 2, axis=1)).argmax()",
         "far from the empty centre"),
        ("range(len(centres))", "range(len(centres))[::-1]", "here the last does"),
        (BLANK_LOOP, BLANK_LOOP.replace("cost[costliest] = 0",
         "cost[costliest] = 0\n            m = (labels == labels[costliest]) &"
         " (np.arange(len(X)) != costliest)\n            moved[labels[costliest]] ="
         " np.average(X[m], axis=0, weights=weight[m])"), "should be"),
        (BLANK_LOOP, "return np.array([np.average(X[labels == k], axis=0, weights="
                     "weight[labels == k]) for k in np.unique(labels)])", "dropped"),
        (BLANK_LOOP, "return np.array([weight[labels == k] @ X[labels == k] / weight["
                     "labels == k].sum() for k in range(len(centres))])", "gets nan"),
        ("return moved", "return moved.T", "one per column"),
        ("return moved", "return moved.tolist()", "NumPy array"),
        ("return moved", "moved", "return"),
        ("range(len(centres))", "range(len(centres) - 1)", "last cluster"),
    ],
}
