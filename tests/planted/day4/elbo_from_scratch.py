"""Planted wrong answers of ElboFromScratch: (old text, new text, a word of the message)."""

SUM = "np.sum(q * (log_joint - log_q)) * width"
COIN = "return (heads + 1) * log_z + (flips - heads + 1) * log_rest"
W = "w = np.exp(log_w - log_w.max())"
ESS = "np.sum(w) ** 2 / np.sum(w**2)"
SCORE = "return np.mean((log_w - others) * eps) / sigma"

PLANTED = {
    "elbo_by_strips": [
        (SUM, "(q * (log_joint - log_q)) * width", "their sum"),
        (SUM, "np.sum(q * np.log(np.exp(log_joint) / q)) * width", "-2,000"),
        (SUM, "np.sum(q * (np.log(np.exp(log_joint)) - log_q)) * width", "near"),
        (SUM, "np.sum(q * (np.clip(log_joint, -745, 709) - log_q)) * width", "cut nothing off"),
        (SUM, "np.sum(q * (log_joint - np.log(q + 1e-12))) * width", "nothing added"),
        ("np.exp(log_q)", "np.exp(log_q) + 1e-9", "few digits"),
        (SUM, f"{SUM} + 1e-8", "few digits"),
        (SUM, "np.sum((q * (log_joint - log_q))[log_q > -50]) * width", "q is tiny"),
        (SUM, "np.sum((q * (log_joint - log_q))[:7]) * width", "sizes tried before"),
        (SUM, "np.trapezoid(q * (log_joint - log_q), dx=width)", "should be"),
        (SUM, "np.sum(q * (log_joint - log_q).astype(np.float32)) * width", "few digits"),
    ],
    "coin_on_the_line": [
        (
            COIN,
            "z = 1 / (1 + np.exp(-a)); return (heads + 1) * np.log(z) + (flips - heads + 1) * np.log(1 - z)",
            "np.logaddexp",
        ),
        ("-np.logaddexp(0, a)", "-np.log1p(np.exp(a))", "np.logaddexp"),
        ("-np.logaddexp(0, a)", "-np.logaddexp(0, np.clip(a, -30, 30))", "no clipping"),
        ("-np.logaddexp(0, a)", "-np.logaddexp(0, a) + 1e-9", "few digits"),
        (COIN, "return (heads + 1) * np.log(np.exp(log_z) + 1e-12) + (flips - heads + 1) * log_rest", "nothing added"),
        (COIN, f"{COIN} if heads else log_z * 0", "no heads"),
        (COIN, "return 3 * log_z + (flips - 1) * log_rest", "should be"),
        (COIN, "a += log_rest; return (heads + 1) * a + (flips - heads + 1) * log_rest", "into"),
        (COIN, "return ((heads + 1) * log_z + (flips - heads + 1) * log_rest).sum()", "shape"),
        (COIN, "return ((heads + 1) * log_z + (flips - heads + 1) * log_rest).astype(np.float32)", "float32"),
    ],
    "elbo_gradient": [
        ("return dmu, dlog_sigma", "return dmu", "2 things"),
        ("return dmu, dlog_sigma", "return dlog_sigma, dmu", "comes first"),
        ("dmu = np.mean(slope)", "dmu = np.mean(np.clip(slope, -100, 100))", "no clipping"),
        ("np.mean(slope * eps) * sigma + 1", "np.mean(slope * np.clip(eps, -3, 3)) * sigma + 1", "no clipping"),
        ("np.mean(slope * eps) * sigma", "np.mean(slope * eps) * max(sigma, 0.01)", "no floor"),
        ("sigma + 1", "sigma + 1 + 1e-8", "few digits"),
        ("dmu = np.mean(slope)", "dmu = slope.sum() / 5", "should be"),
        ("dmu = np.mean(slope)", "dmu = slope[:5].mean()", "sizes tried before"),
        ("dmu = np.mean(slope)", "dmu = np.float32(np.mean(slope))", "float32"),
        ("np.mean(slope * eps)", "np.mean(slope * np.random.default_rng(0).normal(size=len(eps)))", "should be"),
    ],
    "effective_sample_size": [
        (W, "w = np.exp(log_w)", "exp leaves the range"),
        (W, "w = np.exp(log_w - log_w.mean())", "exp leaves the range"),
        (W, "w = np.exp(log_w - log_w.min())", "exp leaves the range"),
        (W, "w = np.exp(log_w - log_w[0])", "exp leaves the range"),
        (W, "w = np.exp(np.clip(log_w, -700, 350))", "range"),
        (W, f"log_w = np.clip(log_w, -1000, 1000); {W}", "fits near 0 only"),
        (W, "w = np.exp(log_w - log_w.max()) + 1e-12", "small number"),
        (W, f"{W}[:2000]", "look at all"),
        (ESS, "np.sum(w) ** 2 / (np.sum(w**2) + 1e-9)", "few digits"),
        (ESS, "round(np.sum(w) ** 2 / np.sum(w**2))", "should be"),
        (ESS, "int(np.sum(w) ** 2 / np.sum(w**2))", "should be"),
        (W, "log_w -= log_w.max(); w = np.exp(log_w)", "into"),
    ],
    "score_gradient": [
        (SCORE, "return np.mean((log_w - others) * eps) / max(sigma, 0.01)", "no floor"),
        (SCORE, "return np.mean(np.clip(log_w - others, -50, 50) * eps) / sigma", "no clipping"),
        (SCORE, "return np.mean((log_w - others) * eps) / (sigma + 1e-8)", "few digits"),
        (SCORE, "return np.mean((log_w - others) * eps) / sigma + 1e-8", "few digits"),
        (SCORE, "return np.mean((log_w - others[::-1]) * eps) / sigma", "should be"),
        (SCORE, "return np.mean((log_w - log_w[::-1]) * eps) / sigma", "should be"),
        (SCORE, "return np.mean((log_w - np.roll(log_w, 1)) * eps) / sigma", "should be"),
        ("(len(log_w) - 1)", "5", "should be"),
        ("(len(log_w) - 1)", "(min(len(log_w), 9) - 1)", "sizes tried before"),
        (SCORE, "return np.float32(np.mean((log_w - others) * eps) / sigma)", "float32"),
        (SCORE, "return np.mean((log_w - log_w[1:].mean()) * eps) / sigma", "should be"),
    ],
}
