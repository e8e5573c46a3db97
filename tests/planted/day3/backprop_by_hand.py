"""Planted wrong answers of BackpropByHand: (old text, new text, word of message)."""

SHIFT = "logits.max(axis=1, keepdims=True)"
SOFTMAX = "p = e / e.sum(axis=1, keepdims=True)"
SCALE = "np.sqrt(2 / n_in)"
DRAW = "rng.standard_normal((n_in, n_out))"
STEP = "theta - lr * m_hat / (np.sqrt(v_hat) + eps)"

QR = (
    "np.sqrt(2) * np.linalg.qr(rng.standard_normal((max(n_in, n_out), min(n_in, n_out))))[0]"
    ".reshape(n_in, n_out) if n_in >= n_out else "
    "np.sqrt(2) * np.linalg.qr(rng.standard_normal((n_out, n_in)))[0].T"
)

PLANTED = {
    "neuron_gradient": [
        ("x.T @ dy, dy.sum()", "dy.sum(), x.T @ dy", "the two are exchanged"),
        (", dy.sum()", "", "2 things"),
        ("x.T @ dy, dy", "x.T @ np.clip(dy, -1e5, 1e5), dy", "cut off at a bound"),
        ("x.T @ dy,", "x.T @ dy + 1e-15,", "small number"),
        ("x.T @ dy,", "x[:20].T @ dy[:20],", "sizes tried before"),
        (", dy.sum()", ", [dy.sum()]", "list of 1; return one number"),
    ],
    "numerical_gradient": [
        ("up[i] += h", "up += h", "by the h that is given"),
        ("gradient[i] =", "gradient +=", "is the [i] missing"),
        ("gradient[i] =", "gradient[:] =", "fills all"),
        ("up, down =", "if not any(i): up, down =", "still moved"),
        ("h=1e-5", "h=1e-4", "it is 1e-5"),
        ("gradient = np", "h = min(h, 1)\n    gradient = np", "as it comes"),
        ("return gradient", "return np.clip(gradient, -1e4, 1e4)", "cut off at a bound"),
        ("return gradient", "return gradient + 1e-12", "small number"),
        ("in np.ndindex(x.shape)", "in list(np.ndindex(x.shape))[:50]", "many entries"),
    ],
    "linear_backward": [
        ("x.T @ dy", "x.T @ (dy > 0)", "sum over n"),
        ("dy @ W.T", "dy @ np.abs(W).T", "sum over o"),
        ("dy.sum(axis=0)", "np.abs(dy).sum(axis=0)", "sum over n"),
        ("dy.sum(axis=0)", "np.clip(dy.sum(axis=0), -1e4, 1e4)", "cut off at a bound"),
        ("x.T @ dy", "x.T @ dy + 1e-20", "small number"),
        ("x.T @ dy", "x[:32].T @ dy[:32]", "sizes tried before"),
        ("return dx, dW, db", "return dW, dx, db", "`dx` and `dW` are exchanged"),
        ("return dx, dW, db", "return dx, db, dW", "`dW` and `db` are exchanged"),
        ("return dx, dW, db", "return dW, db, dx", "in another order"),
        ("return dx, dW, db", "return dW, db", "3 things"),
    ],
    "relu_backward": [
        ("return dy * (x > 0)", "return dy if (x > 0).all() else dy * (x > 0)", "returns its argument `dy`"),
        ("dy * (x > 0)", "dy * (x > 1e-12)", "cut off at a bound"),
        ("dy * (x > 0)", "np.clip(dy, -1e6, 1e6) * (x > 0)", "cut off at a bound"),
        ("dy * (x > 0)", "np.where(abs(dy) > 1e-12, dy, 0) * (x > 0)", "cut off at a bound"),
        ("dy * (x > 0)", "dy * (x > 0) * (np.arange(len(x)) < 30)[:, None]", "sizes tried before"),
    ],
    "cross_entropy_gradient": [
        ("p[np.arange(N), labels] -= 1", "p -= np.eye(10)[labels]", "not always 10"),
        ("p[np.arange(N), labels] -= 1", "p -= np.eye(20)[labels][:, : p.shape[1]]", "out of bounds"),
        ("return p / N", "return p / min(N, 30)", "sizes tried before"),
        ("return p / N", "return p / N + 1e-13", "add nothing"),
        ("return p / N", "return np.where(abs(p) < 1e-12, 0, p) / N", "Clip nothing"),
        ("return p / N", "return 0.5, p / N", "tuple"),
        ("p[np.arange(N), labels] -= 1\n    return p / N", "return p", "And divide by N"),
        (SOFTMAX, "p = e", "The shift is right"),
        (f"{SHIFT})\n    {SOFTMAX}", "logits.max(axis=1))\n    p = e", "Nor has"),
        (f"- {SHIFT}", "", "largest logit"),
        (SHIFT, "logits.max()", "own largest logit"),
        (SHIFT, "logits.mean(axis=1, keepdims=True)", "largest logit"),
        (f"logits - {SHIFT}", "np.clip(logits, -500, 500)", "Clip nothing"),
        (f"np.exp(logits - {SHIFT})", "np.clip(np.exp(logits), 0, 1e200)", "Clip nothing"),
        (SOFTMAX, f"{SOFTMAX}\n    p = np.clip(p, 1e-7, 1 - 1e-7)", "Clip nothing"),
    ],
    "draw_weights": [
        (SCALE, "np.sqrt(1 / n_in)", "halves"),
        (SCALE, "2 / n_in", "variance"),
        (SCALE, "2 / np.sqrt(n_in)", "2 belongs under"),
        (SCALE, "np.sqrt(2) / n_in", "I belongs under"),
        (SCALE, "(2 / n_in) ** 0.25", "root is there twice"),
        (SCALE, "np.sqrt(2 / n_out)", "not by O"),
        (SCALE, "np.sqrt(2 / (n_in + n_out))", "Glorot"),
        (SCALE, "np.sqrt(1 / (2 * n_in))", "2 stands above"),
        (SCALE, "np.sqrt(n_in / 2)", "turned over"),
        (SCALE, "np.sqrt(2 * n_in)", "divide by it"),
        (SCALE, "np.sqrt(3 / n_in)", "ten layers"),
        (SCALE, "1", "not scaled"),
        (SCALE, "0.01", "depend on n_in"),
        (SCALE, "np.sqrt(2 / 400)", "depend on n_in"),
        (DRAW, "rng.uniform(-1, 1, (n_in, n_out))", "a² / 3"),
        (DRAW, "rng.random((n_in, n_out))", "mean should be 0"),
        (DRAW, "np.ones((n_in, n_out))", "equal"),
        (f"{SCALE} * {DRAW}", f"np.float16({SCALE} * {DRAW})", "float16"),
        (DRAW, f"np.repeat({DRAW}, 2, 1)[:, :n_out]", "1 columns apart"),
        (DRAW, f"np.resize({DRAW}[: n_in // 2 + 1], (n_in, n_out))", "not independent"),
        (
            DRAW,
            f"np.where(np.arange(n_in)[:, None] % 2, draw_weights.__dict__.setdefault((n_in, n_out), {DRAW}), {DRAW})",
            "of two layers",
        ),
        (DRAW, f"draw_weights.__dict__.setdefault((n_in, n_out), {DRAW})", "rng"),
        (DRAW, f"np.random.default_rng(rng.integers(1000)).{DRAW[4:]}", "few answers"),
        (SCALE, "np.sqrt(2.05 / n_in)", "ten layers"),
        (SCALE, "np.sqrt(2 / max(n_in, 10))", "ten layers"),
        (SCALE, "np.sqrt(2 / min(n_in, 10_000))", "ten layers"),
        (f"{SCALE} * {DRAW}", QR, "right angles"),
        (DRAW, "rng.standard_normal((n_out, n_in))", "transposed"),
        (DRAW, "(rng.standard_normal((n_in, 1)) + np.zeros(n_out))", "row or column"),
        ("rng.", "np.random.default_rng().", "from rng"),
        ("rng.", "np.random.default_rng(0).", "handed in"),
    ],
    "adam_step": [
        ("beta1=0.9, beta2=0.999", "beta1=0.999, beta2=0.9", "as in the header"),
        ("lr=1e-3", "lr=1e-2", "as in the header"),
        ("beta2 * v +", "(beta2 + 1e-3) * v +", "should be"),
        ("lr * m_hat", "2 * lr * m_hat", "m_hat, v_hat and the step"),
        ("np.sqrt(v_hat)", "np.sqrt(np.maximum(v_hat, 1e-8))", "first step"),
        ("m = beta1", "grad = np.clip(grad, -1e5, 1e5); m = beta1", "cut off at a bound"),
        ("m = beta1", "t = min(t, 5000); m = beta1", "cut off at a bound"),
        ("m = beta1", "eps = max(eps, 1e-7); m = beta1", "cut off at a bound"),
        ("+ eps), m, v", "+ eps), m, v + 1e-30", "small number"),
        ("+ eps), m, v", "+ eps), v, m", "`m` and `v` are exchanged"),
        ("+ eps), m, v", "+ eps)", "3 things"),
        (f"{STEP}, m, v", f"m, v, {STEP}", "another order"),
    ],
}
