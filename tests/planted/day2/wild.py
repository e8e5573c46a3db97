"""Planted wrong answers of TopicsInTheWild: (old text, new text, a word it says)."""

# fmt: off
COST = "0.5 * np.abs(true[:, None] - found[None]).sum(axis=2)"
PAIRS = "rows, order = linear_sum_assignment(cost)"
BOTH = "return order, cost[rows, order]"
MINE = "mine[rng.integers(0, n, n)].mean(axis=0)"
OTHERS = "others[rng.integers(0, m, m)].mean(axis=0)"
BOTH_MEANS = f"a = {MINE}\n        b = {OTHERS}"
CUT = "low, high = np.quantile(found, [0.025, 0.975], axis=0)"
ENDS = "return mine.mean(axis=0) - others.mean(axis=0), low, high"
SLOPE = "d @ theta / (d @ d)"

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
        (PAIRS, "rows, order = linear_sum_assignment("
         "((true[:, None] - found[None])**2).sum(-1))", "this same table"),
        (PAIRS, "rows, order = linear_sum_assignment(-true @ found.T)",
         "this same table"),
        (PAIRS, "rows, order = linear_sum_assignment(np.sqrt("
         "((true[:, None] - found[None])**2).sum(-1)))", "this same table"),
        (COST, "0.5 * (true[:, None] - found[None]).sum(axis=2)", "order"),
        (COST, "0.5 * np.abs(true[:, None] - found[None]).sum(axis=1)", "axis 1"),
        (COST, "np.abs(true[:, None] - found[None]).max(axis=-1)", "largest"),
        (COST, "(true[:, None] * np.log(true[:, None] / found[None])).sum(-1)", "KL"),
        (COST, "-true @ found.T", "inner product"),
        (COST, "1 - true @ found.T / np.outer(np.linalg.norm(true, axis=1),"
         " np.linalg.norm(found, axis=1))", "cosine"),
        (BOTH, "return order, 1 - cost[rows, order]", "1 minus"),
        (BOTH, "return order, np.sort(cost[rows, order])", "sorted"),
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
    "difference_with_interval": [
        (CUT, CUT.replace("0.025, 0.975", "0.05, 0.95"), "90 in 100"),
        (CUT, CUT.replace("0.025, 0.975", "0.25, 0.75"), "half of the differences"),
        (CUT, CUT.replace("0.025, 0.975", "0.005, 0.995"), "99 in 100"),
        (CUT, CUT.replace("0.025, 0.975", "0.025, 0.95"), "one side"),
        (CUT, CUT.replace("0.025, 0.975", "0.975, 0.025"), "exchanged"),
        (CUT, CUT.replace("quantile", "percentile"), "counts in percent"),
        (CUT, CUT.replace(", axis=0", ""), "shape"),
        (CUT, "low, high = np.min(found, axis=0), np.max(found, axis=0)", "not all"),
        (CUT, "f, s = np.mean(found, 0), np.std(found, 0)\n"
         "    low, high = f - s, f + s", "one standard deviation"),
        (CUT, "f, s = np.mean(found, 0), 1.96 * np.std(found, 0)\n"
         "    low, high = f - s, f + s", "symmetric"),
        (CUT, "f = mine.mean(0) - others.mean(0)\n    s = 1.96 * np.sqrt("
         "mine.var(0, ddof=1) / n + others.var(0, ddof=1) / m)\n"
         "    low, high = f - s, f + s", "symmetric"),
        (CUT, f"{CUT}\n    f = mine.mean(0) - others.mean(0)\n"
         "    low, high = f - low, high - f", "ends"),
        (CUT, f"{CUT}\n    f = 2 * (mine.mean(0) - others.mean(0))\n"
         "    low, high = f - high, f - low", "mirrored"),
        (CUT, f"{CUT}\n    low, high = (x + np.zeros(mine.shape[1]) for x in "
         "np.quantile(found, [0.025, 0.975]))", "all topics get one"),
        (OTHERS, "others.mean(axis=0)", "Only the rows of mine"),
        (MINE, "mine.mean(axis=0)", "Only the rows of others"),
        (OTHERS, "0", "mean of mine alone"),
        (MINE, "mine[rng.permutation(n)].mean(axis=0)", "Only the rows of others"),
        (BOTH_MEANS, "rows = rng.integers(0, n, n)\n"
         "        a, b = mine[rows].mean(axis=0), others[rows].mean(axis=0)",
         "same row numbers"),
        (BOTH_MEANS, "pot = np.concatenate([mine, others])\n"
         "        a = pot[rng.integers(0, n + m, n)].mean(axis=0)\n"
         "        b = pot[rng.integers(0, n + m, m)].mean(axis=0)", "rows together"),
        (BOTH_MEANS, "a = mine[rng.permutation(n)].mean(axis=0)\n"
         "        b = others[rng.permutation(m)].mean(axis=0)", "without replacement"),
        (OTHERS, "others[rng.integers(0, n, n)].mean(axis=0)", "rng.integers(0, n, n)"),
        (OTHERS, "others[rng.integers(0, n, m)].mean(axis=0)", "rng.integers(0, n, m)"),
        (BOTH_MEANS, "a = mine[rng.integers(0, n, n_boot)].mean(axis=0)\n"
         "        b = others[rng.integers(0, m, n_boot)].mean(axis=0)", "n_boot rows"),
        (BOTH_MEANS, "rng = np.random.default_rng(0)\n"
         f"        {BOTH_MEANS}", "once for all turns"),
        (BOTH_MEANS, "mine = mine[rng.integers(0, n, n)]\n"
         "        others = others[rng.integers(0, m, m)]\n"
         "        a, b = mine.mean(axis=0), others.mean(axis=0)", "as they are"),
        (CUT, "table = np.zeros((n_boot, mine.shape[1]))\n    table[-1] = found[-1]\n"
         "    low, high = np.quantile(table, [0.025, 0.975], axis=0)", "one row"),
        (CUT, "table = np.zeros((n_boot, mine.shape[1]))\n"
         "    for i in range(1, n_boot):\n"
         "        table[i] = found[i]\n"
         "    low, high = np.quantile(table, [0.025, 0.975], axis=0)", "never filled"),
        (CUT, CUT.replace("0.025, 0.975", "0.05, 0.975"), "one side"),
        (CUT, f"{CUT}\n    f = mine.mean(0) - others.mean(0)\n"
         "    low, high = low - f, high - f", "around 0"),
        (BOTH_MEANS, "pot = rng.permutation(np.concatenate([mine, others]))\n"
         "        a, b = pot[:n].mean(axis=0), pot[n:].mean(axis=0)", "around 0"),
        (BOTH_MEANS,
         "a = mine[rng.integers(1, n, n)].mean(axis=0)\n"
         "        b = others[rng.integers(1, m, m)].mean(axis=0)", "first row"),
        (OTHERS, "mine[rng.integers(0, n, n)].mean(axis=0)", "add 1000"),
        (MINE, "mine[rng.integers(0, n, n)].sum(axis=0) / m", "add 1000"),
        (OTHERS, "others[rng.integers(0, m, n)].mean(axis=0)", "have n rows"),
        (MINE, "mine[rng.integers(0, n, m)].mean(axis=0)", "have m rows"),
        ("found.append(a - b)", "found.append(b - a)", "turned round in"),
        ("found.append(a - b)", "found.append((a, b))",
         "shape"),
        (CUT, "one = np.quantile([mine[rng.integers(0, n, n)].mean(0) for _ in "
         "range(n_boot)], [0.025, 0.975], axis=0)\n    two = np.quantile([others["
         "rng.integers(0, m, m)].mean(0) for _ in range(n_boot)], [0.025, 0.975], "
         "axis=0)\n    low, high = np.sort(one - two, axis=0)", "low minus low"),
        (CUT, "one = np.quantile([mine[rng.integers(0, n, n)].mean(0) for _ in "
         "range(n_boot)], [0.025, 0.975], axis=0)\n    two = np.quantile([others["
         "rng.integers(0, m, m)].mean(0) for _ in range(n_boot)], [0.025, 0.975], "
         "axis=0)\n    low, high = one - two[::-1]", "low minus high"),
        (BOTH_MEANS,
         "a = mine[np.unique(rng.integers(0, n, n))].mean(axis=0)\n"
         "        b = others[np.unique(rng.integers(0, m, m))].mean(axis=0)",
         "counted once"),
        (BOTH_MEANS,
         "a = np.median(mine[rng.integers(0, n, n)], axis=0)\n"
         "        b = np.median(others[rng.integers(0, m, m)], axis=0)",
         "medians of each"),
        (BOTH_MEANS,
         "a = mine[rng.integers(0, n - 1, n)].mean(axis=0)\n"
         "        b = others[rng.integers(0, m - 1, m)].mean(axis=0)",
         "last row is never"),
        (BOTH_MEANS,
         "a = mine[rng.integers(0, n, n // 2)].mean(axis=0)\n"
         "        b = others[rng.integers(0, m, m // 2)].mean(axis=0)",
         "as many rows as its group"),
        (BOTH_MEANS,
         "a, b = mine[rng.integers(n)], others[rng.integers(m)]", "single rows"),
        ("range(n_boot)", "range(1000)", "n_boot"),
        ("found = []", "found, rng = [], np.random.default_rng(0)",
         "give the same rows"),
        ("found = []", "found, rng = [], np.random.default_rng()", "same seed"),
        (MINE, "mine[rng.integers(0, n, n)].mean(axis=1)", "(axis=0)"),
        (MINE, "mine[rng.integers(0, n, n)].mean()", "low"),
        (ENDS, "return np.mean(found, axis=0), low, high", "as they are"),
        (ENDS, "return others.mean(axis=0) - mine.mean(axis=0), low, high", "sign"),
        (ENDS, "return mine.mean(axis=0), low, high", "take away"),
        (ENDS, "return mine.mean(0) - np.r_[mine, others].mean(0), low, high",
         "All rows are taken away"),
        (ENDS, "return mine.mean(axis=1) - others.mean(axis=1), low, high",
         "over the topics"),
        (ENDS, "return mine.mean() - others.mean(), low, high", "one number for all"),
        (ENDS, "return np.median(mine, 0) - np.median(others, 0), low, high", "median"),
        (ENDS, "return mine.sum(0) - others.sum(0), low, high", "divide"),
        (ENDS, "return low, mine.mean(axis=0) - others.mean(axis=0), high",
         "another order"),
        (ENDS, "return low, high, mine.mean(axis=0) - others.mean(axis=0)",
         "another order"),
        (ENDS, "return low, high", "3 things"),
        (ENDS, f"{ENDS}.tolist()", "list"),
        (ENDS, "return list(mine.mean(axis=0) - others.mean(axis=0)), low, high",
         "NumPy array"),
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
        ("d = t - t.mean()", "d = t - np.median(t)", "median"),
        ("d = t - t.mean()", "d = t - t.min()", "least t"),
        ("d = t - t.mean()", "d = t - t[0]", "first t"),
        ("d = t - t.mean()", "d = t - 2010", "2010"),
        (SLOPE, "d @ (theta / theta.sum(1, keepdims=True)) / (d @ d)", "its sum"),
        (SLOPE, "d @ (theta - theta.mean(1, keepdims=True)) / (d @ d)", "mean"),
        (f"return {SLOPE}", f"slopes = {SLOPE}\n    return slopes - slopes.mean()",
         "mean"),
    ],
}
