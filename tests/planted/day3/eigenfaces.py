"""Planted wrong answers of Eigenfaces: (old text, new text, word of message)."""

# fmt: off
Z = "z = (x - x.mean(axis=0)) @ v / np.linalg.norm(v)"
LENGTH = "/ np.linalg.norm(v)"
VAR = "np.sum(z**2) / (len(x) - 1)"
LOOP = "for _ in range(rounds):"
STAYS = "np.abs(v - old).max() < 1e-12"
UNIT = "v = v / np.linalg.norm(v)"
BACK = "return v, v @ S @ v"
ROWS = "V / np.linalg.norm(V, axis=1, keepdims=True)"
BILL = "np.sum(values[K:]) * (N - 1) / N"
SOLVE = "np.linalg.solve(c.T @ c, m1 - m0)"
END = "a / np.linalg.norm(a)"
OUTSIDE = "outside / sigma2)"
SUM = "np.sum(np.log(values))"
DIST = "np.sum(z**2 / values, axis=1)"

PLANTED = {
    "variance_along": [
        (VAR, "np.sum(z**2) / (len(x) + 1)", "sum of the squares of z"),
        (VAR, f"{VAR} + 1e-12", "nothing is added"),
        (VAR, f"{VAR} + 1e-128", "nothing is added"),
        (VAR, f"max({VAR}, 1e-9)", "nothing has a bound"),
        (VAR, f"min({VAR}, 1e6)", "nothing has a bound"),
        (LENGTH, "/ (np.linalg.norm(v) + 1e-8)", "a few digits only"),
        (LENGTH, "/ (np.linalg.norm(v) + 1e-15)", "nothing is added"),
        (LENGTH, "/ max(np.linalg.norm(v), 1e-3)", "nothing has a bound"),
        (VAR, "(np.mean((x @ v) ** 2) - np.mean(x @ v) ** 2) / (v @ v) * len(x) / (len(x) - 1)", "subtract the mean"),
        (Z, f"x = x[:, :64]; v = v[:64]; {Z}", "sizes tried before"),
        (Z, f"x = x[:100]; {Z}", "sizes tried before"),
        (Z, f"x -= x.mean(axis=0); {Z}", "writes into"),
        (VAR, f"np.float32({VAR})", "float32"),
        (VAR, f"{VAR} if len(x) < 300 else np.var(z)", "sizes tried before"),
        (VAR, "np.sum(z**2) / (np.sum(z != 0) - 1)", "it counts"),
        (Z, "z = (x - np.median(x, axis=0)) @ v / np.linalg.norm(v)", "sum of the squares of z"),
        (Z, "z = (x - x.mean(axis=0)) @ v / np.linalg.norm(v, ord=2 if len(v) < 1000 else 1)", "sizes tried before"),
        (Z, "z = np.round((x - x.mean(axis=0)) @ v / np.linalg.norm(v), 12)", "nothing is added"),
    ],
    "power_iteration": [
        (BACK, "return v @ S @ v, v", "exchanged"),
        (BACK, "return v", "2 things"),
        (BACK, "v = v * np.sign(v[np.abs(v).argmax()])\n    return v, v @ S @ v", "sign is reversed"),
        (BACK, "return v + 0.001, v @ S @ v", "In each round"),
        (BACK, "return v, 1.1 * (v @ S @ v)", "with the v that is returned"),
        (BACK, "return v, v @ S @ v + 1e-30", "nothing is added"),
        (BACK, "return v, max(v @ S @ v, 1e-12)", "nothing"),
        (LOOP, "for _ in range(min(rounds, 20)):", "ends the rounds early"),
        (LOOP, "for _ in range(min(rounds, 2500)):", "do all the rounds"),
        (LOOP, "for _ in range(min(rounds, 50)):", "ends the rounds early"),
        (UNIT, "v = v / (np.linalg.norm(v) + 1e-10)", "divide by the length"),
        (f"        {UNIT}\n", "    v = v / np.linalg.norm(v)\n", "divide by the length in each round"),
        ("v = S @ v", "v = S @ v; v[np.abs(v) < 1e-15] = 0", "divide by the length"),
        (LOOP, "v = v.astype(np.float32)\n    for _ in range(rounds):", "digits only"),
        (LOOP, "v /= np.linalg.norm(v)\n    for _ in range(rounds):", "writes into"),
        (LOOP, "v = v[:50]; S = S[:50, :50]\n    for _ in range(rounds):", "shape"),
        (UNIT, f"if _ % 5 == 0 or _ == rounds - 1:\n            {UNIT}", "divide by the length in each round"),
        (UNIT, f"if _ % 5 == 4 or _ == rounds - 1:\n            {UNIT}", "divide by the length in each round"),
        (UNIT, f"if _ % 2 == 0 or _ == rounds - 1:\n            {UNIT}", "divide by the length in each round"),
        ("v = S @ v", "v = (S + 1e-13 * np.trace(S) * np.eye(len(S))) @ v", "nothing is added to S"),
        (LOOP, "v = v + 1e-12\n    for _ in range(rounds):", "nothing is added to S or to v"),
        (LOOP, "v = np.where(v == 0, 1e-3, v)\n    for _ in range(rounds):", "what is 0"),
        (LOOP, "for _ in range(min(rounds, 4000)):", "do all the rounds"),
        (LOOP, f"old = 0 * v\n    {LOOP}\n        if {STAYS}: break\n        old = v", "do all the rounds"),
    ],
    "by_small_side": [
        (ROWS, f"{ROWS} + 0.001", "in the amount"),
        (ROWS, "V / (np.linalg.norm(V, axis=1, keepdims=True) + 1e-12)", "nothing is added"),
        (ROWS, "V / np.maximum(np.linalg.norm(V, axis=1, keepdims=True), 1e-9)", "nothing has a bound"),
        (ROWS, "V / np.minimum(np.linalg.norm(V, axis=1, keepdims=True), 1e6)", "nothing has a bound"),
        ("V = U.T @ C", "V = U[:60].T @ C[:60]", "sizes tried before"),
        ("V = U.T @ C", "V = U[:, :20].T @ C", "shape"),
        ("V = U.T @ C", "C *= 1.5; V = U.T @ C", "writes into"),
        (ROWS, f"({ROWS}).astype(np.float32)", "float32"),
        (ROWS, f"list({ROWS})", "list"),
        (ROWS, f"{ROWS} if len(V) < 100 else V", "sizes tried before"),
        (ROWS, f"{ROWS} if V.shape[1] < 1000 else V", "sizes tried before"),
        (ROWS, "np.linalg.qr(V.T)[0].T", "in the amount"),
        ("V = U.T @ C", "C = C - C.mean(axis=0); V = U.T @ C", "in the amount"),
    ],
    "bill": [
        (BILL, f"{BILL} + 0.1", "It is the sum of the variances"),
        (BILL, f"{BILL} + 1e-14", "nothing else"),
        (BILL, f"{BILL} + 1e-30", "nothing"),
        (BILL, f"max({BILL}, 1e-9)", "nothing"),
        (BILL, f"min({BILL}, 1e6)", "nothing has a bound"),
        (BILL, "np.sum(values[K:200]) * (N - 1) / N", "sizes tried before"),
        (BILL, "np.sum(values[K:]) * (min(N, 1000) - 1) / min(N, 1000)", "sizes tried before"),
        (BILL, "np.sum(values[-(len(values) - K):]) * (N - 1) / N", "all of 8"),
        (BILL, "np.sum(values[K or 1:]) * (N - 1) / N", "none of 8"),
        (BILL, "(np.sum(values) - np.sum(values[:K])) * (N - 1) / N", "loses the digits"),
        (BILL, f"[{BILL}]", "list"),
        (BILL, f"np.sum(values[values < values[K - 1]]) * (N - 1) / N if K else {BILL}", "some variances are equal"),
        (BILL, f"{BILL} + (K == 0) * 1e-9", "nothing is added"),
        (BILL, f"{BILL} if N < 10_000 else np.sum(values[K:])", "sizes tried before"),
        (BILL, "np.sum(values[K:][values[K:] > 1e-10 * values[0]]) * (N - 1) / N", "little is left"),
        (BILL, "np.sum(values[K:]) * (N - 1) // N", "It is the sum of the variances"),
    ],
    "fisher_direction": [
        (END, f"{END} + 0.01", "It is the solution of"),
        (SOLVE, "np.linalg.solve(c.T @ c + 1e-12 * np.eye(c.shape[1]), m1 - m0)", "not to the diagonal"),
        (SOLVE, "np.linalg.solve(c.T @ c + 1e-6 * np.eye(c.shape[1]), m1 - m0)", "added"),
        (SOLVE, "np.linalg.pinv(c.T @ c, rcond=0.3) @ (m1 - m0)", ""),
        (END, "a / (np.linalg.norm(a) + 1e-9)", "added"),
        (END, "a / max(np.linalg.norm(a), 1e-6)", "bound"),
        ("m0, m1 = x0", "x0 = x0[:40]; m0, m1 = x0", "sizes tried before"),
        ("m0, m1 = x0", "x0 -= 0.1; m0, m1 = x0", "writes into"),
        (END, f"np.float32({END})", "float32"),
        (SOLVE, "np.linalg.solve(c.T @ c + 1e-14 * np.sum(c**2) * np.eye(c.shape[1]), m1 - m0)", "nothing is added"),
        (SOLVE, "np.linalg.solve(c.T @ c, m1 - m0) * np.sign(m1[0] - m0[0])", "It points from person 1"),
        ("c = np.concatenate([x0 - m0, x1 - m1])", "c = np.concatenate([x0 - m0, x1 - m1]).clip(-30, 30)", "bound"),
    ],
    "log_density": [
        (OUTSIDE, "outside / sigma2) + 0.1", "minus a half of five terms"),
        ("(D - K) * np.log", "(D - len(x)) * np.log", "counts the pictures"),
        (OUTSIDE, "(outside + 1e-9) / sigma2)", "nothing is added"),
        (OUTSIDE, "(outside + 1e-14) / sigma2)", "nothing is added"),
        (OUTSIDE, "outside / max(sigma2, 1e-6))", "nothing has a bound"),
        (OUTSIDE, "outside / max(sigma2, np.finfo(float).eps))", "nothing has a bound"),
        (OUTSIDE, "np.minimum(outside / sigma2, 1e6))", "nothing has a bound"),
        (OUTSIDE, "outside / (sigma2 + 1e-15))", "nothing is added"),
        (SUM, "np.log(np.prod(values))", "sum the logarithms"),
        (SUM, "np.sum(np.log(values + 1e-12))", "nothing is added"),
        (SUM, "np.sum(np.log(np.maximum(values, 1e-3)))", "nothing has a bound"),
        (DIST, "np.sum(np.clip(z, -100, 100)**2 / values, axis=1)", "bound"),
        ("c = x - mean", "x = x[:40]; c = x - mean", "shape"),
        ("K, D = V.shape", "K, D = V.shape; x -= mean; mean = 0", "writes into"),
        (OUTSIDE, "np.maximum(outside, 1e-20) / sigma2)", "nothing is added"),
        ("c = x - mean", "c = x - mean; c[np.abs(c) < 1e-12] = 0", "nothing is added"),
        ("(D - K) * np.log(sigma2)", "(D - K) * np.log(min(sigma2, 1e19))", "nothing has a bound"),
        (SUM, "np.log(np.prod(values.astype(np.longdouble)))", "sum the logarithms"),
        (OUTSIDE, "outside / sigma2) + 1e-6", "a few digits only"),
    ],
}
