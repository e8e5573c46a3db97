"""Planted wrong answers of ChineseRestaurant: (old text, new text, a word of it)."""

# 1.11
WEIGHTS = "weights = np.append(counts, alpha)"
SHARE = "return weights / weights.sum()"
# 1.12
CHANCES = "alpha / (alpha + np.arange(n))"
VARIANCE = "np.sum(p * (1 - p))"
BOTH = f"np.sum(p), {VARIANCE}"
# 1.13
UNIQUE = "_, sizes = np.unique(z, return_counts=True)"
JOINS = "gammaln(sizes).sum()"
BELOW = "np.log(alpha + np.arange(len(z)))"
EPPF = f"len(sizes) * np.log(alpha) + {JOINS} - below.sum()"
ONE_BY_ONE = """p = 1.0
    for i in range(len(z)):
        n = np.sum(z[:i] == z[i])
        p *= float(n if n else alpha) / (alpha + i)
    return """
FACTORIALS = """from math import factorial, log, prod
    top = alpha ** len(sizes) * prod(factorial(m - 1) for m in sizes.tolist())
    return log(top) - below.sum()"""
# 1.14
DENSITY = "-0.5 * ((x - m) ** 2 / u + np.log(2 * np.pi * u))"
P_OF_X = "np.exp(-0.5 * (x - m) ** 2 / u) / np.sqrt(2 * np.pi * u)"
# 1.15
OTHERS = "np.delete(x, i), np.delete(z, i)"
LOG_P = "np.array([log_density(x[i], rest[seats == k]) for k in range(K + 1)])"
HERE = "rest[seats == k]"
OWN = "    log_density = lambda a, b: -0.5 * (a - np.sum(b) / (1 + len(b))) ** 2"
P = "weights * np.exp(log_p - log_p.max())"
ENDING = "return p / p.sum()"

U, M, V = "u = s2 + v", "m = v * np.sum(others) / s2", "v = 1 / (1 / tau2"
WEIGH = "np.append(np.bincount(seats, minlength=K), alpha)"
STIRLING = """np.where(
        sizes < 300, gammaln(sizes), (sizes - 0.5) * np.log(sizes) - sizes + 0.5 * np.log(2 * np.pi)
    ).sum()"""

PLANTED = {
    "seating_probabilities": [
        (WEIGHTS, "weights = counts", "new one"),
        (WEIGHTS, "weights = np.append(counts[counts > 0], alpha)", "probability 0"),
        ("np.bincount(z)\n    counts[z[i]] -= 1", "np.bincount(np.delete(z, i))", "minlength"),
        (SHARE, "return np.round(weights / weights.sum(), 2)", "divide by the sum"),
        (WEIGHTS, "weights = np.append(counts, min(alpha, 3))", "cut off at a bound"),
        (WEIGHTS, "weights = np.append(counts, max(alpha, 0.1))", "cut off at a bound"),
        (WEIGHTS, "weights = np.append(counts, round(alpha, 1))", "rounded"),
        (WEIGHTS, "weights = np.append(counts, alpha) + 1e-7", "meant to stay 0"),
        (SHARE, "return np.maximum(weights / weights.sum(), 1e-20)", "is there a floor"),
        (SHARE, "return (weights / weights.sum()).astype(np.float32)", "float32"),
        ("np.bincount(z)", "np.bincount(z).astype(np.int8)", "cut off at a bound"),
        ("np.bincount(z)", "np.bincount(z).astype(np.int16)", "int16"),
    ],
    "number_of_tables": [
        (CHANCES, "alpha / (alpha + np.arange(9))", "sum over i"),
        (BOTH, f"p, {VARIANCE}", "one number"),
        (BOTH, f"[np.sum(p)], {VARIANCE}", "one number"),
        (VARIANCE, "p * (1 - p)", "one number"),
        (VARIANCE, "np.sum(p * (1 - p)) / 2", "sum over the customers"),
        (BOTH, f"{VARIANCE}, np.sum(p)", "exchanged"),
        (BOTH, "np.sum(p)", "2 things"),
        (CHANCES, "alpha / (alpha + np.arange(min(n, 5000)))", "cut off at a bound"),
        (CHANCES, "min(alpha, 7) / (min(alpha, 7) + np.arange(n))", "cut off at a bound"),
        (CHANCES, "max(alpha, 0.01) / (max(alpha, 0.01) + np.arange(n))", "cut off at a bound"),
        (BOTH, f"(np.sum(p) if n < 3001 else alpha * np.log(1 + n / alpha)), {VARIANCE}", "comes close"),
        (BOTH, f"np.sum(p) + 1e-7, {VARIANCE}", "small number added"),
        (BOTH, f"np.sum(p), {VARIANCE} * (1 + 9e-6)", "a few digits only"),
        (CHANCES, f"({CHANCES}).astype(np.float32)", "float32"),
    ],
    "log_partition_probability": [
        (JOINS, "gammaln(sizes - 1).sum()", "already"),
        (JOINS, "gammaln(sizes)", "one number"),
        (EPPF, f"{EPPF} if len(z) > 1 else np.log(alpha)", "in one way only"),
        (EPPF, f"[{EPPF}]", "one number"),
        (UNIQUE, "sizes = np.bincount(z)", "names"),
        (UNIQUE, "sizes = np.bincount(z)[:3]", "names"),
        (UNIQUE, "sizes = np.bincount(z)\n    sizes = sizes[sizes > 0]", "negative"),
        (UNIQUE, f"z = np.abs(z)\n    {UNIQUE}", "names"),
        (UNIQUE, f"z = z.astype(np.uint8)\n    {UNIQUE}", "names"),
        (UNIQUE, f"z = z.astype(np.uint16)\n    {UNIQUE}", "names"),
        ("len(sizes) * np", "(z.max() + 1) * np", "names"),
        (JOINS, "gammaln(sizes).mean()", "the sum of log (n_k - 1)!"),
        (JOINS, "np.log(np.prod([np.prod(np.arange(1.0, m)) for m in sizes]))", "400"),
        (JOINS, "np.log(np.prod([np.prod(np.arange(1, m)) for m in sizes]))", "400"),
        (f"return {EPPF}", f"{ONE_BY_ONE}np.log(p)", "400 chances"),
        (f"return {EPPF}", f"import math\n    {ONE_BY_ONE}math.log(p)", "400 chances"),
        ("len(sizes) * np.log(alpha)", "np.log(alpha ** len(sizes))", "power 200"),
        ("below.sum()", "np.log(np.prod(np.exp(below)))", "the product below"),
        (f"return {EPPF}", FACTORIALS, "It stopped with OverflowError"),
        (UNIQUE, f"z = z % 100_000\n    {UNIQUE}", "100,003 and 2,000,003"),
        (EPPF, f"{EPPF} + 1e-7", "small number added"),
        (EPPF, f"({EPPF}) * (1 + 9e-6 * (len(z) > 300))", "a few digits only"),
        (JOINS, STIRLING, "a few digits only"),
        (EPPF, f"max({EPPF}, -1e3)", "at a bound"),
        (EPPF, f"max({EPPF}, -1e4)", "cut off at a bound"),
        (UNIQUE, f"alpha = max(alpha, 0.01)\n    {UNIQUE}", "cut off at a bound"),
        (UNIQUE, f"alpha = min(alpha, 7)\n    {UNIQUE}", "cut off at a bound"),
        (EPPF, f"np.float32({EPPF})", "float32"),
    ],
    "log_predictive": [
        ("np.sum(others)", "len(others) * np.mean(others)", "empty table"),
        ("u = s2 + v", "u = s2 + v / 2", "and then log N(x; m, s2 + v)"),
        (DENSITY, f"np.log({P_OF_X})", "lies 60"),
        (DENSITY, f"np.log({P_OF_X} + 1e-300)", "lies 60"),
        (DENSITY, f"[{DENSITY}]", "one number"),
        (U, "u = max(s2 + v, 0.25)", "cut off at a bound"),
        (U, "u = min(s2 + v, 2.3)", "cut off at a bound"),
        (U, "u = s2 + v + 1e-8", "small number added"),
        (U, "u = s2 + v + 1e-12", "nothing is added"),
        (V, "v = 1 / (1 / min(tau2, 2)", "cut off at a bound"),
        (M, "m = np.clip(v * np.sum(others) / s2, -1, 1)", "cut off at a bound"),
        (DENSITY, f"max({DENSITY}, -5000)", "cut off at a bound"),
        (DENSITY, f"np.float32({DENSITY})", "float32"),
        ("np.sum(others)", "np.sum(others[:100])", "size written as a number"),
    ],
    "reseating_probabilities": [
        (LOG_P, "np.zeros(K + 1)", "restaurant alone"),
        (LOG_P, f"{LOG_P}.astype(np.float32)", "float32"),
        ("log_density(x[i], rest", "log_density(x, rest", "one point"),
        ("    log_p =", f"{OWN}\n    log_p =", "never called"),
        (OTHERS, "x[x != x[i]], z[x != x[i]]", "leave out position"),
        (HERE, "x[(z == k) & (x != x[i])]", "leave out position"),
        (OTHERS, "(np.delete(a, list(x).index(x[i])) for a in (x, z))", "leave out position"),
        (HERE, "np.unique(rest[seats == k])", "leave out position"),
        (HERE, "rest", "one and the same density"),
        (HERE, "np.mean(rest[seats == k])", "an array (n,)"),
        (HERE, "np.atleast_1d(np.mean(rest[seats == k]))", "was handed"),
        (P, f"{P} if len(x) < 10 else weights", "or none"),
        (P, "np.exp(np.log(weights + 1e-6) + log_p - log_p.max())", "stay 0"),
        (P, "weights * np.exp(log_p / 2)", "then divide by the sum"),
        (P, "weights * np.exp(log_p)", "before exp"),
        (P, "weights * np.exp(np.clip(log_p, -700, 700))", "before exp"),
        (P, "weights * np.exp(log_p - log_p.min())", "largest of all"),
        (P, "weights * np.exp(log_p - log_p.mean())", "largest of all"),
        (P, "weights * np.exp(log_p - log_p[0])", "largest of all"),
        (P, "weights * np.exp(log_p - log_p[-1])", "largest of all"),
        (P, "weights * np.exp(log_p - log_p[:-1].max())", "a new table has"),
        (ENDING, "return np.round(p / p.sum(), 3)", "three digits"),
        (ENDING, "return p[:-1] / p[:-1].sum()", "new one"),
        (ENDING, "p = p[p > 0]\n    return p / p.sum()", "of i too"),
        (WEIGH, WEIGH.replace("alpha", "max(alpha, 0.6)"), "cut off at a bound"),
        (WEIGH, WEIGH.replace("alpha", "min(alpha, 5)"), "cut off at a bound"),
        (P, f"{P} + 1e-8", "small number added"),
        (P, "np.exp(np.log(weights + 1e-15) + log_p - log_p.max())", "stay 0"),
        (P, "weights * np.exp(np.maximum(log_p - log_p.max(), -30))", "no exponent is cut off"),
        (P, "weights * np.exp(np.maximum(log_p - log_p.max(), -300))", "no exponent is cut off"),
        (ENDING, "return (p / p.sum()).astype(np.float32)", "float32"),
        (HERE, f"{HERE}[:30]", "size written as a number"),
    ],
}
