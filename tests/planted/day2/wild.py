"""Planted wrong answers of TopicsInTheWild: (old text, new text, a word it says)."""

# fmt: off
COST = "0.5 * np.abs(true[:, None] - found[None]).sum(axis=2)"
PAIRS = "rows, order = linear_sum_assignment(cost)"
BOTH = "return order, cost[rows, order]"
DRAWS = "rng.integers(0, n, (n_boot, n))"
CUT = "low, high = np.quantile(means, [0.025, 0.975], axis=0)"
ENDS = "return theta.mean(axis=0), low, high"
SLOPE = "d @ theta / (d @ d)"
JOINT = "np.mean(present[:, i] & present[:, j])"
SCORE = "np.log(both / chance) / -np.log(both)"
CHANCE = "present[:, i].mean() * present[:, j].mean()"

PLANTED = {
    "match_to_truth": [
        (PAIRS, "rows, order = np.arange(len(true)), cost.argmin(axis=1)",
         "one to one"),
        (PAIRS, "rows, order = linear_sum_assignment(cost, maximize=True)", "dearest"),
        (PAIRS, "rows, order = linear_sum_assignment(-cost)", "dearest"),
        (PAIRS, "rows, order = linear_sum_assignment(cost)\n    order = rows", "rows"),
        (PAIRS, "order = cost.argmin(axis=0)\n    return order, cost.min(axis=0)",
         "for each true one"),
        (PAIRS, "rows, order, free = np.arange(len(true)), [], cost.copy()\n"
         "    for j in rows:\n"
         "        order.append(int(free[j].argmin()))\n"
         "        free[:, order[-1]] = np.inf\n"
         "    order = np.array(order)", "First come"),
        (PAIRS, "order, rows = linear_sum_assignment(cost.T)\n"
         "    return rows, cost[rows, order]", "turn it round"),
        (PAIRS, "rows, order = linear_sum_assignment(cost)\n"
         "    order = np.argsort(order)",
         "turn it round"),
        (COST, "np.abs(true[:, None] - found[None]).sum(axis=2)", "half is missing"),
        (COST, "np.abs(true[:, None] - found[None]).mean(axis=2)",
         "mean over the words"),
        (COST, "0.5 * np.abs(true[:, None] - found[None]).mean(axis=2)",
         "half the mean"),
        (COST, "np.sqrt(((true[:, None] - found[None])**2).sum(axis=2))", "Euclid"),
        (COST, "((true[:, None] - found[None])**2).sum(axis=2)", "squared"),
        (COST, "0.5 * ((true[:, None] - found[None])**2).sum(axis=2)", "squared"),
        (COST, "0.5 * (true[:, None] - found[None]).sum(axis=2)", "order"),
        (COST, "0.5 * np.abs(true - found).sum(axis=1)", "raised"),
        (BOTH, "return order, cost.min(axis=1)", "least of each row"),
        (BOTH, "return order, cost", "whole table"),
        (BOTH, "return order, cost[rows, order].sum()", "sum over the pairs"),
        (BOTH, "return order, cost[rows, order].mean()", "mean over the pairs"),
        (BOTH, "return cost[rows, order], order", "exchanged"),
        (BOTH, "return order", "2 things"),
        (BOTH, "return order.tolist(), cost[rows, order]", "NumPy array"),
        (BOTH, "return order, list(cost[rows, order])", "NumPy array"),
        (BOTH, "return order.astype(float), cost[rows, order]", "fractions"),
        (BOTH, "true -= 1\n    return order, cost[rows, order]", "writes into"),
        (BOTH, "return found[order], cost[rows, order]", "order"),
    ],
    "mean_with_interval": [
        (CUT, CUT.replace("0.025, 0.975", "0.05, 0.95"), "90 in 100"),
        (CUT, CUT.replace("0.025, 0.975", "0.25, 0.75"), "half of the means"),
        (CUT, CUT.replace("0.025, 0.975", "0.005, 0.995"), "99 in 100"),
        (CUT, CUT.replace("0.025, 0.975", "0.025, 0.95"), "one side"),
        (CUT, CUT.replace("0.025, 0.975", "0.975, 0.025"), "exchanged"),
        (CUT, "low, high = np.quantile(means, [0.025, 0.975])", "shape"),
        (CUT, "low, high = np.quantile(theta, [0.025, 0.975], axis=0)", "single rows"),
        (CUT, "low, high = means.min(axis=0), means.max(axis=0)", "not all of them"),
        (CUT, "m, s = means.mean(axis=0), means.std(axis=0)\n"
         "    low, high = m - s, m + s",
         "one standard deviation"),
        (CUT, "m, s = means.mean(axis=0), means.std(axis=0)\n"
         "    low, high = m - 1.96 * s, m + 1.96 * s", "symmetric"),
        (CUT, "m, s = theta.mean(axis=0), theta.std(axis=0, ddof=1) / np.sqrt(n)\n"
         "    low, high = m - 1.96 * s, m + 1.96 * s", "symmetric"),
        (CUT, f"{CUT}\n    low, high = theta.mean(0) - low, high - theta.mean(0)",
         "ends"),
        (DRAWS, "[rng.permutation(n) for _ in range(n_boot)]", "without replacement"),
        (DRAWS, "[rng.choice(n, n, replace=False) for _ in range(n_boot)]",
         "without replacement"),
        (DRAWS, "rng.integers(0, n, (n_boot, n // 2))", "too wide"),
        (DRAWS, "rng.integers(0, n, (n_boot, 1))", "average each"),
        (DRAWS, "rng.integers(0, n - 1, (n_boot, n))", "should be near"),
        (DRAWS, "np.random.default_rng(0).integers(0, n, (n_boot, n))", "one rng"),
        (DRAWS, "np.random.default_rng().integers(0, n, (n_boot, n))", "same seed"),
        (DRAWS, "rng.integers(0, n, (1000, n))", "n_boot"),
        (".mean(axis=0) for", ".mean(axis=1) for", "low"),
        (".mean(axis=0) for", ".mean() for", "shape"),
        (ENDS, "return means.mean(axis=0), low, high", "as they are"),
        (ENDS, "return theta.mean(axis=1), low, high", "over the topics"),
        (ENDS, "return theta.mean(), low, high", "one number for all"),
        (ENDS, "return np.median(theta, axis=0), low, high", "median"),
        (ENDS, "return theta.sum(axis=0), low, high", "divide"),
        (ENDS, "return low, theta.mean(axis=0), high", "mean"),
        (ENDS, "return low, high", "3 things"),
        (ENDS, "return theta.mean(axis=0), low, high.tolist()", "list"),
    ],
    "trend": [
        ("d = t - t.mean()", "d = t", "not centred"),
        (SLOPE, "d @ theta / (t @ t)", "not below"),
        (SLOPE, "t @ theta / (d @ d)", "not above"),
        (SLOPE, "d @ theta / len(t)", "covariance"),
        (SLOPE, "d @ theta / (len(t) - 1)", "covariance (N - 1)"),
        (SLOPE, "d @ theta", "numerator"),
        (SLOPE, "d @ theta / (len(t) - 1) / t.var()", "do not fit"),
        (SLOPE, "d @ theta / len(t) / t.var(ddof=1)", "do not fit together"),
        (SLOPE, "np.array([np.corrcoef(t, c)[0, 1] for c in theta.T])",
         "correlation"),
        (SLOPE, "d @ theta / ((theta - theta.mean(0))**2).sum(0)", "slope of t"),
        (SLOPE, "d @ theta / np.sqrt(d @ d)", "not by its square"),
        (SLOPE, "(theta[t.argmax()] - theta[t.argmin()]) / np.ptp(t)", "last minus"),
        (SLOPE, "(theta[-1] - theta[0]) / (t[-1] - t[0])", "first row"),
        (SLOPE, "-(d @ theta) / (d @ d)", "sign"),
        (SLOPE, "np.polyfit(d, theta, 1)", "slopes alone"),
        (SLOPE, "np.polyfit(t, theta, 1)[1]", "intercept"),
        (SLOPE, "d @ theta.T / (d @ d)", "documents are rows"),
        (SLOPE, "list(d @ theta / (d @ d))", "NumPy array"),
        (SLOPE, "(d @ theta / (d @ d)).sum()", "one number for all"),
        ("d = t - t.mean()", "t -= t.mean()\n    d = t", "writes into"),
        ("d = t - t.mean()", "d = t - np.median(t)", "should be"),
    ],
    "npmi": [
        (SCORE, "np.log(both / chance) / np.log(both)", "negative"),
        (SCORE, "np.log(both / chance)", "PMI"),
        (SCORE, "np.log(both / chance) / -np.log(chance)", "joint"),
        (SCORE, "np.log(both) / -np.log(both)", "chance is not"),
        (CHANCE, "present[:, i].mean()", "Only p"),
        (CHANCE, "present[:, j].mean()", "Only p"),
        (CHANCE, "present[:, i].sum() * present[:, j].sum() / len(X)", "divide by N"),
        (CHANCE, "X[:, words[i]].mean() * X[:, words[j]].mean()", "mean count"),
        (CHANCE, "X[:, words[i]].sum() * X[:, words[j]].sum() / X.sum()**2", "tokens"),
        (JOINT, "np.mean(present[:, i] | present[:, j])", "one word or the other"),
        ("score = -1.0", "score = 0.0", "never meets"),
        ("score = -1.0", "continue", "never meets"),
        ("if both == 0:\n                score = -1.0\n            elif", "if",
         "never meets"),
        ("score = 0.0", "score = 1.0", "every document"),
        ("elif both == 1:", "elif both == 2:", "every document"),
        (JOINT, f"{JOINT} + 1e-6", "should be"),
        ("scores.append(score)", "scores += [score, 1.0]", "should be"),
        ("scores.append(score)", "scores.append(score if j == 0 else 0)", "should be"),
        ("scores.append(score)", "scores = [score]", "comes last"),
        ("scores.append(score)", "scores.append(score * len(words))", "should be"),
        (CHANCE, "X[:, i].astype(bool).mean() * X[:, j].astype(bool).mean()",
         "should be"),
    ],
}
