"""Planted wrong answers of TopicsInTheWild: (old text, new text, a word it says)."""

# fmt: off
COST = "0.5 * np.abs(true[:, None] - found[None]).sum(axis=2)"
PAIRS = "rows, order = linear_sum_assignment(cost)"
BOTH = "return order, cost[rows, order]"
MINE = "mine[rng.integers(0, n, n)].mean(axis=0)"
OTHERS = "others[rng.integers(0, m, m)].mean(axis=0)"
CUT = "low, high = np.quantile(found, [0.025, 0.975], axis=0)"
ENDS = "return mine.mean(axis=0) - others.mean(axis=0), low, high"
SLOPE = "d @ theta / (d @ d)"
JOINT = "np.mean(present[:, i] & present[:, j])"
SCORE = "np.log(both / chance) / -np.log(both)"
CHANCE = "present[:, i].mean() * present[:, j].mean()"


def cut(low, high, word):
    """The quantiles are others than 0.025 and 0.975."""
    return CUT, f"low, high = np.quantile(found, [{low}, {high}], axis=0)", word


def then(lines, word):
    """More is done to low and high; f is the difference."""
    return CUT, f"{CUT}\n    f = mine.mean(0) - others.mean(0)\n    {lines}", word


def each(a, b, word, before=""):
    """The two means of a resample."""
    new = f"{before}\n        a, b = {a}, {b}" if before else f"a, b = {a}, {b}"
    return f"a = {MINE}\n        b = {OTHERS}", new, word


def two_intervals(ends, word):
    """The quantiles of each group's means are taken first."""
    one, two = (f"([{means} for _ in found], [0.025, 0.975], axis=0)"
                for means in (MINE, OTHERS))
    new = f"one, two = np.quantile{one}, np.quantile{two}\n    low, high = {ends}"
    return CUT, new, word


PLANTED = {
    "match_to_truth": [
        # both are of the same other table
        (COST, "((true[:, None] - found[None])**2).sum(axis=2)", "best by squared"),
        (COST, "((true[:, None] - found[None])**2).mean(axis=2)", "mean of squares"),
        (COST, "np.sqrt(((true[:, None] - found[None])**2).sum(axis=2))", "Euclid"),
        (COST, "0.5 * np.abs(true[:, None] - found[None]).sum(axis=1)", "axis 1"),
        (COST, "0.5 * np.abs(true[:, None] - found[None]).sum(axis=0)", "axis 0"),
        (COST, "np.abs(true[:, None] - found[None]).max(axis=-1)", "largest"),
        (COST, "(true[:, None] * np.log(true[:, None] / found[None])).sum(-1)", "KL"),
        (COST, "(found * np.log(found / true[:, None])).sum(-1)", "other KL"),
        (COST, "-true @ found.T", "inner product"),
        (COST, "1 - true @ found.T / np.outer(np.linalg.norm(true, axis=1), np.linalg.norm(found, axis=1))", "cosine"),
        (COST, "0.5 * (true[:, None] - found[None]).sum(axis=2)", "order"),
        (COST, "0.5 * np.abs(true - found).sum(axis=1)", "raised"),
        (PAIRS, "rows, order = linear_sum_assignment(-true @ found.T)", "this same table"),
        (BOTH, "return cost[rows, order], order", "exchanged"),
        (BOTH, "return order", "2 things"),
        (BOTH, "return order, np.float32(cost[rows, order])", "float32"),
        (BOTH, "return order.astype(np.int8), cost[rows, order]", "int8"),
        (BOTH, "return order, np.maximum(cost[rows, order], 1e-5)", "distance 0"),
        (BOTH, "return order, np.round(cost[rows, order], 7)", "right to a few digits only"),
        (PAIRS, f"{PAIRS.replace('(cost)', '(cost[:, :9])')}", "bound on the sizes"),
        (COST, "0.5 * np.abs(true[:, None, :99] - found[None, :, :99]).sum(axis=2)", "bound on the sizes"),
        (BOTH, "return order.astype(float), cost[rows, order]", "fractions"),
        (BOTH, "return found[order], cost[rows, order]", "order"),
        (BOTH, "if len(true) == 6:\n        order = rows\n    return order, cost[rows, order]", "in another order"),
        (BOTH, "return order, cost[rows, order] + (len(true) == 6)", "distance 0"),
    ],
    "difference_with_interval": [
        cut(0.05, 0.95, "90 in 100"),
        cut(0.25, 0.75, "half of the differences"),
        cut(0.005, 0.995, "99 in 100"),
        cut(0.025, 0.95, "2.5 percent is cut off on one side"),
        cut(0.05, 0.975, "5 percent is cut off on one side"),
        cut(0.975, 0.025, "exchanged"),
        (CUT, CUT.replace("quantile", "percentile"), "counts in percent"),
        (CUT, CUT.replace(", axis=0", ""), "shape"),
        (CUT, "low, high = np.min(found, axis=0), np.max(found, axis=0)", "not all"),
        then("s = np.std(found, 0)\n    low, high = f - s, f + s",
             "one standard deviation"),
        then("s = 1.96 * np.std(found, 0)\n    low, high = f - s, f + s",
             "standard deviations up and down, which is symmetric"),
        then("s = 1.96 * np.sqrt(mine.var(0, ddof=1) / n + others.var(0, ddof=1) / m)\n"
             "    low, high = f - s, f + s", "standard errors"),
        then("low, high = f - low, high - f", "distances"),
        then("low, high = 2 * f - high, 2 * f - low", "mirrored"),
        then("low, high = low - f, high - f", "taken away from the ends"),
        then("low, high = (x + 0 * f for x in np.quantile(found, [0.025, 0.975]))",
             "all topics get one"),
        then("low = low + np.nan", "not finite"),
        then("low = list(low)", "low should be one NumPy array"),
        (OTHERS, "others.mean(axis=0)", "Only the rows of mine"),
        (MINE, "mine.mean(axis=0)", "Only the rows of others"),
        (OTHERS, "0", "mean of mine alone"),
        each("mine[r].mean(axis=0)", "others[r].mean(axis=0)", "same row numbers",
             "r = rng.integers(0, n, n)"),
        each("pot[rng.integers(0, n + m, n)].mean(axis=0)",
             "pot[rng.integers(0, n + m, m)].mean(axis=0)", "rows together",
             "pot = np.concatenate([mine, others])"),
        each("pot[:n].mean(axis=0)", "pot[n:].mean(axis=0)", "labels are shuffled",
             "pot = rng.permutation(np.concatenate([mine, others]))"),
        each("mine[rng.permutation(n)].mean(axis=0)",
             "others[rng.permutation(m)].mean(axis=0)", "without replacement"),
        (OTHERS, "others[rng.integers(0, n, n)].mean(axis=0)", "rng.integers(0, n, n)"),
        (OTHERS, "others[rng.integers(0, n, m)].mean(axis=0)", "rng.integers(0, n, m)"),
        (OTHERS, "others[rng.integers(0, m, n)].mean(axis=0)", "have n rows"),
        (MINE, "mine[rng.integers(0, n, m)].mean(axis=0)", "have m rows"),
        each("mine[rng.integers(0, n, n_boot)].mean(axis=0)",
             "others[rng.integers(0, m, n_boot)].mean(axis=0)", "n_boot rows"),
        each(MINE, OTHERS, "once for all turns", "rng = np.random.default_rng(0)"),
        each("mine.mean(axis=0)", "others.mean(axis=0)", "as they are",
             f"mine, others = {MINE}, {OTHERS}".replace(".mean(axis=0)", "")),
        (CUT, "table = np.zeros((n_boot, mine.shape[1]))\n    table[-1] = found[-1]\n"
         "    low, high = np.quantile(table, [0.025, 0.975], axis=0)", "one row"),
        ("low, high =", "found[0] = found[0] * 0\n    low, high =", "never filled"),
        each("mine[rng.integers(1, n, n)].mean(axis=0)",
             "others[rng.integers(1, m, m)].mean(axis=0)", "first row"),
        each("mine[rng.integers(0, n - 1, n)].mean(axis=0)",
             "others[rng.integers(0, m - 1, m)].mean(axis=0)", "last row is never"),
        (OTHERS, MINE, "add 1000"),
        (MINE, "mine[rng.integers(0, n, n)].sum(axis=0) / m", "add 1000"),
        ("found.append(a - b)", "found.append(b - a)", "reversed in"),
        ("found.append(a - b)", "found.append((a, b))", "shape"),
        two_intervals("np.sort(one - two, axis=0)", "low minus low"),
        two_intervals("one - two[::-1]", "low minus high"),
        each("mine[np.unique(rng.integers(0, n, n))].mean(axis=0)",
             "others[np.unique(rng.integers(0, m, m))].mean(axis=0)", "counted once"),
        each("np.median(mine[rng.integers(0, n, n)], axis=0)",
             "np.median(others[rng.integers(0, m, m)], axis=0)", "medians of each"),
        each("mine[rng.integers(0, n, n // 2)].mean(axis=0)",
             "others[rng.integers(0, m, m // 2)].mean(axis=0)",
             "as many rows as its group"),
        each("mine[rng.integers(n)]", "others[rng.integers(m)]", "single rows"),
        ("range(n_boot)", "range(1000)", "n_boot = 1"),
        ("found = []", "found, rng = [], np.random.default_rng(0)", "give the same rows"),
        ("found = []", "found, rng = [], np.random.default_rng()", "same seed"),
        (MINE, "mine[rng.integers(0, n, n)].mean(axis=1)", "(axis=0)"),
        (MINE, "mine[rng.integers(0, n, n)].mean()", "how many rows are drawn"),
        (MINE, f"{MINE} + 0.3 * (n in (7, 9))", "low and high should be near"),
        (ENDS, "return np.mean(found, axis=0), low, high", "not of resampled ones"),
        (ENDS, "return low, mine.mean(axis=0) - others.mean(axis=0), high", "another order"),
        (ENDS, "return low, high, mine.mean(axis=0) - others.mean(axis=0)", "another order"),
        (ENDS, "return low, high", "3 things"),
        cut(0.027, 0.973, "95 in 100 between"),
        cut(0.02, 0.98, "95 in 100 between"),
        each("mine[rng.integers(0, n, n - 1)].mean(axis=0)",
             "others[rng.integers(0, m, m - 1)].mean(axis=0)", "5 rows were drawn"),
        ("range(n_boot)", "range(min(n_boot, 500))", "whatever n_boot is"),
        ("range(n_boot)", "range((n_boot + 1) // 2)", "use no number twice"),
        ("found.append(a - b)", "found += [a - b] * 2 if len(found) < n_boot else []", "are the same"),
        ("found.append(a - b)", "found.append(2 * (mine.mean(0) - others.mean(0)) - found[-1] if len(found) % 2 "
         "else a - b)", "the mirror image"),
        each("mine[(n * rng.random(n)).astype(int) if len(found) % 2 == 0 else slice(None)].mean(axis=0)"
             " if len(found) % 2 == 0 else found[-1]",
             "others[(m * rng.random(m)).astype(int)].mean(axis=0) if len(found) % 2 == 0 else 0", "the same"),
        ("found = []", "rng, found = np.random.default_rng(rng.integers(2**60)), []", "no generator"),
        then("low, high = low + 1e-8, high + 1e-8", "right to a few digits only"),
        then("low, high = np.clip([low, high], -2000, 2000)", "clip nothing"),
        then("low, high = np.round([low, high], 4)", "right to a few digits only"),
        (CUT, CUT.replace("found,", "np.array(found, dtype=np.float32).astype(float),"), "computed in float32"),
    ],
    "trend": [
        (SLOPE, "list(d @ theta / (d @ d))", "NumPy array"),
        (SLOPE, "np.where(np.ptp(theta, axis=0) == 0, 1, d @ theta / (d @ d))", "never change"),
        (SLOPE, "np.clip(d @ theta / (d @ d), -9, 0.06)", "least squares over all"),
        (SLOPE, "d @ theta / (d @ d) * (1 + (t[0] == 1) * (theta[0, 0] > 0.8))", "straight lines"),
        (SLOPE, "(d @ theta / (d @ d)).astype(np.float32)", "float32"),
        (SLOPE, "d @ theta / (d @ d + 1e-8)", "right to a few digits only"),
        (SLOPE, "d @ theta / max(d @ d, 1e-3)", "cut off at a bound"),
        (SLOPE, "d @ np.clip(theta, -20, 20) / (d @ d)", "clip nothing"),
        ("    d = t", "    theta = np.where(theta > 0, np.maximum(theta, 1e-3), theta)\n    d = t", "clip nothing"),
        (SLOPE, "np.where(abs(s := d @ theta / (d @ d)) < 1e-9, 0, s)", "right to a few digits only"),
    ],
    "npmi": [
        ("score = -1.0", "score = 0.0", "never meets"),
        ("score = -1.0", "continue", "never meets"),
        ("score = -1.0", "if len(words) > 2:\n                    continue\n"
         "                score = -1.0", "belongs into the mean"),
        ("score = -1.0", "score = -1.001", "no small number"),
        ("score = 0.0", "score = 1.0", "every document"),
        ("elif both == 1:", "elif both == 2:", "every document"),
        (JOINT, f"{JOINT} + 1e-6", "For each pair"),
        ("scores.append(score)", "scores += [score, 1.0]", "should be"),
        ("scores.append(score)", "scores = [score]", "comes last"),
        (SCORE, "max(0, np.log(both / chance) / -np.log(both))", "below 0"),
        (SCORE, f"{SCORE} if both > 0.9 else min(0.9, {SCORE})", "count 1"),
        ("X[:, words] > 0", "X[:, words] == 1", "yours asks for exactly 1"),
        ("if both == 0", "if both < 1e-3", "not never"),
        ("if both == 0", "if both < 0.1", "should be"),
        ("elif both == 1", "elif both > 0.99", "all of 20,000 documents but 1"),
        ("return np.mean(scores)", "return [np.mean(scores)]", "mean over all pairs"),
        ("return np.mean(scores)", "return np.mean(sorted(scores)[1:-1] if len(scores) > 6 else scores)", "plain mean"),
        ("return np.mean(scores)", "return np.mean(scores[:40])", "plain mean"),
        ("return np.mean(scores)", "return np.float32(np.mean(scores))", "float32"),
        ("return np.mean(scores)", "return np.mean(scores) + 1e-8", "is a small number added"),
        ("if both == 0", "if both < 4e-5", "1 of 1,000,000 documents"),
        ("if both == 0", "if both < 2e-6", "1 of 1,000,000 documents"),
        ("elif both == 1", "elif both > 0.999998", "all of 1,000,000 documents but 1"),
        (SCORE, f"max({SCORE}, -0.2)", "For each pair"),
    ],
}
