"""Planted wrong answers of BackpropByHand: (old text, new text, word of message)."""

SHIFT = "logits.max(axis=1, keepdims=True)"
SOFTMAX = "p = e / e.sum(axis=1, keepdims=True)"
SCALE = "np.sqrt(2 / n_in)"
DRAW = "rng.standard_normal((n_in, n_out))"
STEP = "theta - lr * m_hat / (np.sqrt(v_hat) + eps)"

PLANTED = {
    "neuron_gradient": [
        ("x.T @ dy, dy.sum()", "dy.sum(), x.T @ dy", "the two are exchanged"),
        (", dy.sum()", "", "2 things"),
        (", dy.sum()", ", [dy.sum()]", "list of 1; return one number"),
    ],
    "numerical_gradient": [("up[i] += h", "up += h", "gradient")],
    "linear_backward": [
        ("x.T @ dy", "x.T @ (dy > 0)", "sum over n"),
        ("dy @ W.T", "dy @ np.abs(W).T", "sum over o"),
        ("dy.sum(axis=0)", "np.abs(dy).sum(axis=0)", "sum over n"),
        ("return dx, dW, db", "return dW, dx, db", "`dx` and `dW` are exchanged"),
        ("return dx, dW, db", "return dx, db, dW", "`dW` and `db` are exchanged"),
        ("return dx, dW, db", "return dW, db, dx", "in another order"),
        ("return dx, dW, db", "return dW, db", "3 things"),
    ],
    "cross_entropy_gradient": [
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
        ("+ eps), m, v", "+ eps), v, m", "`m` and `v` are exchanged"),
        ("+ eps), m, v", "+ eps)", "3 things"),
        (f"{STEP}, m, v", f"m, v, {STEP}", "another order"),
    ],
}
