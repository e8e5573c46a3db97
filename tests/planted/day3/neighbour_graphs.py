"""Planted wrong answers of NeighbourGraphs: (old text, new text, word of message)."""

SAME = "near_data[:, :, None] == near_map[:, None, :]"
P = "np.exp(-(d - rho) / sigma[:, None])"
TOTAL = "np.exp(-excess / sigma).sum()"
UNION = "P + P.T - P * P.T"
MOVED = "middle + factor * (X[island] - middle)"
PULL = "2 * a * b * s ** (b - 1) / (1 + a * s**b)"
PUSH = "-2 * b / (s * (1 + a * s**b))"
PENALTY = "np.maximum(r - k, 0)"
T = "return {}(1 - 2 * np.maximum(r - k, 0).sum() / (N * k * (2 * N - 3 * k - 1)), {})"
WHOLE = "return 1 - 2 * np.maximum(r - k, 0).sum() / (N * k * (2 * N - 3 * k - 1))"

PLANTED = {
    "kept": [
        ("same.any(axis=2).mean()", "same[:200].any(axis=2).mean()", "sizes tried before"),
        ("same.any(axis=2).mean()", "same[:, :10].any(axis=2).mean()", "sizes tried before"),
        (SAME, "np.int8(near_data)[:, :, None] == np.int8(near_map)[:, None, :]", "sizes tried before"),
        ("same.any(axis=2).mean()", "np.clip(same.any(axis=2).mean(), 0.01, 0.99)", "Here all are kept"),
        ("same.any(axis=2).mean()", "same.any(axis=2).mean() + 1e-10", "few digits"),
        ("same.any(axis=2).mean()", "same[:1000].any(axis=2).sum() / near_data.size", "Here all are kept"),
        ("same.any(axis=2).mean()", "0.9 * same.any(axis=2).mean()", "Count for each point"),
        ("same.any(axis=2).mean()", "same.any(axis=2).mean(dtype=np.float32)", ""),
        ("same.any(axis=2).mean()", "float(same.any(axis=2).mean().round(6))", "few digits"),
    ],
    "neighbour_weights": [
        (P, f"np.maximum({P}, 1e-12)", "cut off at a bound"),
        (P, f"{P} + 1e-15", "few digits"),
        (P, P.replace("sigma[", "np.maximum(sigma, 1e-3)["), "cut off at a bound"),
        (P, P.replace("sigma[", "np.minimum(sigma, 1e3)["), "cut off at a bound"),
        (P, P.replace("sigma[:, None]", "(sigma[:, None] + 1e-10)"), "few digits"),
        (P, P.replace("(d - rho)", "np.where(d - rho > 1e-9, d - rho, 0)"), "cut off at a bound"),
        ("d[:, :1]", "d.min(axis=1)", ""),
        (P, f"np.where(np.arange(d.shape[1]) == 0, 1, {P[:-1]}) * 0.999)", ""),
        (P, f"{P} * (np.arange(len(d)) < 30)[:, None]", "sizes tried before"),
        (P, f"{P} * (np.arange(d.shape[1]) < 15)", "sizes tried before"),
        (P, f"np.round({P}, 8)", "few digits"),
        (P, f"{P} * (d > 0)", "equally near"),
        (P, f"np.where(d - rho < 1e-6 * rho, 1, {P})", "before the exponential"),
        (P, "np.exp(-d / sigma[:, None]) / np.exp(-rho / sigma[:, None])", "nan"),
        (P, "np.nan_to_num(np.exp(-d / sigma[:, None]) / np.exp(-rho / sigma[:, None]))", "before the exponential"),
        (P, f"np.where((d == rho) & (np.arange(d.shape[1]) > 0), 0.5, {P})", "equally near"),
    ],
    "find_sigma": [
        ("range(100)", "range(20)", ""),
        (TOTAL, "np.exp(-np.unique(excess) / sigma).sum()", "equally near"),
        (TOTAL, "np.exp(-excess[:20] / sigma).sum()", ""),
        (TOTAL, "np.exp(-excess / sigma, dtype=np.float32).sum()", ""),
        ("low = sigma\n", "low = sigma + 1e-9\n", ""),
        ("    return sigma", "    return max(sigma, 1e-3)", "cut off at a bound"),
        ("    return sigma", "    return min(sigma, 1e4)", "cut off at a bound"),
        ("    return sigma", "    return sigma + 1e-10", "few digits"),
        ("high = sigma\n", "high = sigma\n            break\n", ""),
        ("high = 0.0, 1.0", "high = 1e-12, 1.0", "cut off at a bound"),
        ("range(100)", "range(53)", "few digits"),
        ("        else:\n            low = sigma\n", "", ""),
    ],
    "fuzzy_union": [
        (UNION, f"np.clip({UNION}, 1e-9, 1)", "cut off at a bound"),
        (UNION, f"np.minimum({UNION}, 0.999)", ""),
        (UNION, f"np.minimum({UNION}, 1 - 1e-9)", ""),
        (UNION, "0.5 * P + 0.7 * P.T", "three terms"),
        (UNION, f"{UNION} + 1e-15", "few digits"),
        (UNION, "P + P.T - P * P.T + 1e-12 * (P > 0)", ""),
        (UNION, "np.where(P * P.T > 0, P + P.T - P * P.T, np.maximum(P, P.T)) * (len(P) < 30)", "sizes tried before"),
        (UNION, f"np.round({UNION}, 9)", ""),
        (UNION, f"({UNION}) * (np.arange(len(P)) < 100)", "sizes tried before"),
        (UNION, f"np.where(P == P.T, P, {UNION})", "hold each other equally"),
        (UNION, "np.where(P > 1e-5, P, 0) + P.T - P * P.T", ""),
    ],
    "stretch": [
        ("    new = X.copy()\n", "    new = X\n", "writes into"),
        (MOVED, f"{MOVED} + 1e-10", ""),
        (MOVED, MOVED.replace("factor", "np.clip(factor, 0.01, 1000)"), "cut off at a bound"),
        (MOVED, f"np.float32({MOVED})", ""),
        ("X[island].mean(axis=0)", "X[island].mean(axis=0, keepdims=True) * 0 + X[island].sum(axis=0) / len(X)", ""),
        ("return new", "return new[:30]", "shape"),
        ("return new", "return X", ""),
        ("    new = X.copy()\n", "    new = X.copy()\n    factor = factor or 1\n", "the factor is 0"),
        ("    return new", "    return new if island.sum() > 1 else 0 * new", "1 of 8 points"),
    ],
    "forces": [
        ("return pull, push", "return push, pull", "the two are exchanged"),
        ("return pull, push", "return pull", "2 things"),
        ("keepdims=True) ", "keepdims=True) + 1e-6 ", ""),
        ("keepdims=True) ", "keepdims=True) + 1e-14 ", "few digits"),
        (f"{PULL} * (yi - yj)", f"np.clip({PULL} * (yi - yj), -4, 4)", ""),
        (f"{PUSH} * (yi - yj)", f"np.clip({PUSH} * (yi - yj), -4, 4)", ""),
        (f"{PUSH} * (yi - yj)", f"np.clip({PUSH} * (yi - yj), -1e4, 1e4)", "cut off at a bound"),
        ("axis=1, keepdims=True", "axis=1", ""),
        ("np.sum((yi - yj) ** 2", "np.mean((yi - yj) ** 2", "not their mean"),
        (PULL, PULL.replace("2 * a", "2 * 1.577"), ""),
        ("    s = np.sum", "    b = min(b, 1)\n    s = np.sum", ""),
        (PUSH, PUSH.replace("(s *", "(np.maximum(s, 1e-20) *"), "cut off at a bound"),
        (f"{PULL} * (yi - yj)", f"np.float32({PULL} * (yi - yj))", "float32"),
        (f"{PULL} * (yi - yj)", f"{PULL} * (yi - yj) * (np.arange(len(yi)) < 20)[:, None]", "sizes tried before"),
    ],
    "trustworthiness": [
        (PENALTY, "np.maximum(r - 5, 0)", ""),
        (PENALTY, "np.clip(r - k, 0, 20)", ""),
        (PENALTY, f"np.maximum({PENALTY}, 1e-6)", ""),
        (WHOLE, T.format("min", 0.9999), "keeps all"),
        (WHOLE, T.format("max", 0.3), "bad as can be"),
        (PENALTY, "np.int8(np.maximum(r - k, 0)).astype(int)", ""),
        ("return 1", "return 1 + 1e-10", "few digits"),
        (PENALTY, f"{PENALTY}[:100]", "sizes tried before"),
        (PENALTY, f"{PENALTY}[:200]", "sizes tried before"),
        (PENALTY, f"{PENALTY}.astype(np.uint8)", "sizes tried before"),
        ("np.take_along_axis(ranks, near_map, axis=1)", "ranks[near_map[:, 0]][:, :k]", ""),
    ],
}
