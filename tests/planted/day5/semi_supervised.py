"""Planted wrong answers of SemiSupervised: (old text, new text, a word of the message)."""

U = "return np.sum(q * (costs + log_q), axis=1)"
DL = "return q * (inner - U)"
ROW_MAX = "s.max(axis=1, keepdims=True)"
SOFT = "return e / e.sum(axis=1, keepdims=True)"
STEP = "return alpha * (S @ F) + (1 - alpha) * Y"
HALF = "student_t.ppf(0.975, n - 1) * np.std(d, ddof=1) / np.sqrt(n)"

PLANTED = {
    "unlabelled_bound": [
        (U, "return np.sum(q * (costs + np.log(q + 1e-12)), axis=1)", "few digits"),
        (U, "return np.sum(q * (costs + np.log(q)), axis=1)", "logarithm of zero"),
        (U, "return np.sum(q * (costs + np.clip(log_q, -50, 0)), axis=1) + 1e-9", "few digits"),
        (U, "return np.sum(q * np.clip(costs + log_q, -1e5, 1e5), axis=1)", "no clipping"),
        (U, "return np.sum(np.where(q > 1e-9, q * (costs + log_q), 0), axis=1)", "left out"),
        (U, "return np.sum(q.astype(np.float32) * (costs + log_q), axis=1)", "few digits"),
        (U, "return np.sum(q * (costs + log_q), axis=1).astype(np.float32)", "float32"),
        (U, "return np.sum((q * (costs + log_q))[:, :4], axis=1)", "should be"),
        (U, "costs += log_q; return np.sum(q * costs, axis=1)", "into"),
        (U, "return [sum(r) for r in q * (costs + log_q)]", "list"),
        (U, f"{U} + 1e-8", "few digits"),
        ("q = np.exp(log_q)", "q = np.exp(log_q); q = q / q.sum(axis=0)", "should be"),
    ],
    "bound_gradient": [
        (DL, f"{DL} / len(q)", "No mean"),
        (DL, "return q * (inner - U) + 1e-8", "few digits"),
        (DL, "return q * np.clip(inner - U, -1e3, 1e3)", "no clipping"),
        (DL, "return np.where(q > 1e-9, q * (inner - U), 0)", "left out"),
        (DL, "return (q * (inner - U)).astype(np.float32)", "float32"),
        (DL, "return q * (inner - U).astype(np.float32)", "few digits"),
        (DL, "return (q * (inner - U)).sum(axis=0)", "shape"),
        (DL, "log_q -= U; return q * (costs + log_q)", "into"),
        ("np.exp(log_q), costs + log_q", "np.exp(log_q), costs + np.log(np.exp(log_q) + 1e-9)", "few digits"),
        ("np.exp(log_q), costs + log_q", "np.exp(log_q) + 1e-9, costs + log_q", "few digits"),
        (DL, "return [list(r) for r in q * (inner - U)]", "list"),
    ],
    "soft_draw": [
        (ROW_MAX, "s.max()", "of each row"),
        (ROW_MAX, "0", "range of floats"),
        (ROW_MAX, "s.min(axis=1, keepdims=True)", "range of floats"),
        (ROW_MAX, "s.mean(axis=1, keepdims=True)", "range of floats"),
        (ROW_MAX, "logits.max(axis=1, keepdims=True)", "range of floats"),
        (ROW_MAX, "s[:, :1]", "range of floats"),
        (ROW_MAX, "0, dtype=np.float64); e = np.exp(np.clip(s, -700, 700)", "nothing is cut off"),
        ("gumbel) / temperature\n", "gumbel) / max(temperature, 0.1)\n", "nothing is cut off"),
        ("gumbel) / temperature\n", "gumbel) / (temperature + 1e-8)\n", "few digits"),
        (SOFT, "return e / (e.sum(axis=1, keepdims=True) + 1e-8)", "few digits"),
        (SOFT, "return np.maximum(e / e.sum(axis=1, keepdims=True), 1e-12)", "cut off at a bound"),
        (SOFT, f"{SOFT}.astype(np.float32)", "float32"),
        ("logits + gumbel", "logits + np.random.default_rng(0).gumbel(size=logits.shape)", "should be"),
        ("logits + gumbel", "logits + np.random.gumbel(size=logits.shape)", "draw none"),
        (SOFT, "return e / e.sum(axis=1)", "should be"),
    ],
    "spread_step": [
        ("W.sum(axis=1)", "W.sum(axis=1) + 1e-8", "few digits"),
        ("W.sum(axis=1)", "(W > 0).sum(axis=1)", "should be"),
        ("W.sum(axis=1)", "np.maximum(W.sum(axis=1), 1e-3)", "no floor"),
        ("W.sum(axis=1)", "np.minimum(W.sum(axis=1), 1e6)", "no clipping"),
        ("W.sum(axis=1)", "(W - np.diag(np.diag(W))).sum(axis=1)", "should be"),
        (STEP, "return np.clip(alpha * (S @ F) + (1 - alpha) * Y, 0, 1)", "should be"),
        (STEP, "return (alpha * (S @ F) + (1 - alpha) * Y).astype(np.float32)", "float32"),
        (STEP, "return 0.99 * (S @ F) + 0.01 * Y", "should be"),
        (STEP, "F *= alpha; return S @ F + (1 - alpha) * Y", "into"),
        (STEP, "return np.maximum(alpha * (S @ F) + (1 - alpha) * Y, 1e-12)", "cut off at a bound"),
        ("S = W / np.sqrt(np.outer(d, d))", "W /= np.sqrt(np.outer(d, d)); S = W", "into"),
        ("S = W / np.sqrt(np.outer(d, d))", "S = np.round(W / np.sqrt(np.outer(d, d)), 6)", "should be"),
        ("alpha * (S @ F)", "np.clip(alpha, 0.01, 0.99) * (S @ F)", "no clipping"),
    ],
    "paired_interval": [
        (f"return np.mean(d), {HALF}", f"return {HALF}, np.mean(d)", "exchanged"),
        (f"return np.mean(d), {HALF}", "return np.mean(d)", "2 things"),
        (f"return np.mean(d), {HALF}", f"h = {HALF}; return np.mean(d) - h, np.mean(d) + h", "should be"),
        (HALF, f"{HALF} + 1e-9", "few digits"),
        (HALF, f"max({HALF}, 1e-6)", "no floor"),
        (HALF, f"round({HALF}, 6)", "few digits"),
        ("student_t.ppf(0.975, n - 1)", "2.776", "should be"),
        ("student_t.ppf(0.975, n - 1)", "student_t.ppf(0.975, min(n - 1, 30))", "sizes tried before"),
        ("d = a - b", "d = (a - b).astype(np.float32)", "float32"),
        ("d = a - b", "d = np.round(a - b, 3)", "should be"),
        ("d = a - b", "a -= b; d = a", "into"),
        ("np.mean(d), ", "float(np.mean(d).astype(np.float32)), ", "few digits"),
    ],
}
