"""Planted wrong answers of BetaVAE: (old text, new text, a word of the message)."""

S = "variance / np.maximum(leading, variance)"
GAP = "(ranked[-1] - ranked[-2]) / entropy"
TURNED = "1 / ((R**2).T @ (1 / s))"
ERROR = "lam * (1 - a * w) ** 2 + w**2 * s"

PLANTED = {
    "kept_variances": [
        (S, f"{S} + 1e-8", "small number"),
        (S, f"{S} * 1.1", "largest λ comes first"),
        ("[::-1][:K]", "[:K]", "K smallest"),
        ("np.maximum(leading, variance)", "np.maximum(eigenvalues[:K], variance)", "as they come"),
        ("np.maximum(leading, variance)", "(leading + 1e-12)", "never more"),
        (S, f"np.maximum({S}, 1e-6)", "cut off at 1 only"),
        ("return s", "return s.mean()", "no mean"),
        ("return s", "return s.astype(np.float32)", "though float64"),
        ("np.sort(eigenvalues)[::-1][:K]", "np.sort(eigenvalues.astype(np.float32))[::-1][:K]", "few digits"),
        ("np.sort(eigenvalues)[::-1][:K]", "np.unique(eigenvalues)[::-1][:K]", "equal eigenvalues"),
        ("np.sort(eigenvalues)[::-1][:K]", "(eigenvalues.sort(), eigenvalues[::-1][:K])[1]", "argument"),
        ("return s", "return s[: len(leading)]", "shape"),
        ("return s", "return list(s)", "list"),
        ("s = np.ones(K)", "s = np.zeros(K)", "prior"),
    ],
    "direction_loss": [
        ("np.log(s)", "np.log(s + 1e-8)", "small number"),
        ("np.log(s)", "np.log(np.maximum(s, 1e-10))", "no floor"),
        ("return error / (2 * variance), kl", "return kl, error / (2 * variance)", "error comes first"),
        ("return error / (2 * variance), kl", "return error / (2 * variance) + kl", "2 things"),
        (
            "return error / (2 * variance), kl",
            "return error.sum() / (2 * variance), kl.sum()",
            "keep the directions apart",
        ),
        ("return error / (2 * variance), kl", "return np.minimum(error / (2 * variance), 1e4), kl", "no clipping"),
        (ERROR, "lam * (1 - a * a) ** 2 + a**2 * s", "error"),
        (ERROR, f"({ERROR}).astype(np.float32)", "seven digits"),
    ],
    "drown": [
        ("np.maximum(1, eigenvalues / variance)", "1e-9 + np.maximum(1, eigenvalues / variance)", "small number"),
        ("np.log2", "np.log", "nats"),
        ("np.sum(np.minimum(eigenvalues, variance))", "np.minimum(eigenvalues, variance)", "add them up"),
        ("return rate, distortion", "return np.float32(rate), np.float32(distortion)", "float32"),
        ("return rate, distortion", "return rate, distortion / len(eigenvalues)", "mean over"),
        ("return rate, distortion", "return distortion, rate", "rate comes first"),
        ("return rate, distortion", "return rate", "2 things"),
        ("np.maximum(1, eigenvalues / variance)", "np.clip(eigenvalues / variance, 1, 1e6)", "nothing cut off"),
        ("np.minimum(eigenvalues, variance))", "np.minimum(eigenvalues, variance)[:6])", "sizes tried before"),
    ],
    "information_gap": [
        (GAP, "(ranked[-1] - ranked[-2]) / (entropy + 1e-9)", "add nothing"),
        (GAP, f"({GAP}).mean()", "no mean"),
        ("np.sort(information, axis=0)", "(information.sort(axis=0), information)[1]", "argument"),
        ("np.sort(information, axis=0)", "np.unique(information, axis=0)", "gap"),
        (GAP, "np.clip((ranked[-1] - ranked[-2]) / entropy, 0.01, 1)", "should be"),
        (GAP, f"({GAP}).astype(np.float32)", "though float64"),
        (GAP, "(ranked[-1] - ranked[-2]) / np.log(10)", "gap"),
        (GAP, f"{GAP} / np.log(2)", "gap"),
        ("ranked[-2]", "ranked[2]", "gap"),
    ],
    "turned_variances": [
        (TURNED, f"{TURNED} + 1e-9", "small number"),
        (TURNED, "1 / ((R**2).T @ (1 / np.maximum(s, 1e-6)))", "no floor"),
        (TURNED, "np.linalg.inv(R.T @ np.diag(1 / s) @ R)", "only the diagonal"),
        (TURNED, "np.diag(R.T @ np.diag(s) @ R).copy()", "one by one"),
        (TURNED, "s", "before the turn"),
        (TURNED, f"np.sort({TURNED})", "s'"),
        (TURNED, "1 / ((R.astype(np.float32) ** 2).T @ (1 / s))", "few digits"),
    ],
}
