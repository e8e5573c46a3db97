"""Planted wrong answers of MNISTVAE: (old text, new text, a word of the message)."""

Z = "return mu + sigma * eps"
DRAW = "rng.standard_normal((n, latent_dim))"
LARGEST = "m = log_w.max(axis=0)"
BOUND = "m + np.log(np.mean(np.exp(log_w - m), axis=0))"

PLANTED = {
    "reparameterise": [
        ("np.exp(0.5 * logvar)", "np.exp(0.5 * logvar.astype(np.float32))", "few digits"),
        ("return mu + sigma * eps", "return (mu + sigma * eps).astype(np.float32)", "though float64"),
        (Z, f"{Z} * 0 + sigma * np.random.normal(size=mu.shape)", "draw none"),
        (Z, "return mu + np.random.default_rng(0).normal(size=mu.shape)", "change with eps"),
        ("0.5 * logvar", "0.5 * np.clip(logvar, -4, 4)", "no clipping"),
        (Z, f"{Z}, (sigma, eps)", "z alone"),
    ],
    "reparameterise_backward": [
        ("return dmu, dlogvar", "return dmu", "2 things"),
        ("dz.copy()", "dz.sum(axis=0)", "shape"),
        ("0.5 * sigma", "0.5 * np.maximum(sigma, 0.01)", "no floor"),
    ],
    "kl_to_standard_normal": [
        ("N = len(mu)", "N = {3: 3, 5: 5, 1: 1}.get(len(mu), 4)", "sizes tried before"),
        ("1 - logvar)", "1 - logvar, axis=1)", "one number"),
        ("return kl, dmu, dlogvar", "return kl", "3 things"),
        ("return kl, dmu, dlogvar", "return dmu, dlogvar, kl", "number comes first"),
        ("N = len(mu)", "N = 3", "should be"),
        ("- 1 - logvar", "- 1 - np.log(var + 1e-8)", "no floor"),
    ],
    "encoder_gradient": [
        ("np.hstack", "np.vstack", "side by"),
        ("np.hstack", "sum", "holds two"),
        ("+ dlogvar_kl", "+ 4 * dlogvar_kl", "should be"),
    ],
    "sample_from_prior": [
        (DRAW, "rng.random((n, latent_dim))", "negative"),
        (DRAW, "rng.uniform(-1.8, 1.8, (n, latent_dim))", "not normal"),
        (DRAW, "rng.exponential(size=(n, latent_dim)) - 1", "not normal"),
        (DRAW, f"np.clip({DRAW}, -3, 3)", "cut nothing"),
        (DRAW, f"np.clip({DRAW}, -1.9, 1.9)", "cut nothing"),
        (DRAW, f"3 * {DRAW}", "standard deviation"),
        (DRAW, f"0.95 * {DRAW}", "standard deviation"),
        (DRAW, f"1 + {DRAW}", "mean of z"),
        (DRAW, f"0.1 + {DRAW}", "mean of z"),
        (DRAW, "np.random.normal(size=(n, latent_dim))", "same seed"),
        ("rng.", "np.random.default_rng(0).", "one rng"),
        (DRAW, "np.tile(rng.standard_normal(latent_dim), (n, 1))", "one z"),
        (DRAW, "np.zeros((n, latent_dim))", "one z"),
        (DRAW, "rng.standard_normal((n, 1)) * np.ones(latent_dim)", "one number"),
        (DRAW, "rng.standard_normal((latent_dim, n))", "shape"),
        (DRAW, "rng.standard_normal(latent_dim)", "shape"),
        ("return decode(z)", "return z", "never called"),
        ("return decode(z)", "decode(z)\n    return z", "codes z"),
        ("return decode(z)", "return decode(z) > 0", "what decode gives"),
    ],
    "importance_bound": [
        (BOUND, "np.log(np.mean(np.exp(log_w), axis=0))", "range of floats"),
        (LARGEST, "m = log_w.max()", "of each image"),
        (LARGEST, "m = log_w.min(axis=0)", "no other"),
        (LARGEST, "m = log_w[0]", "no other"),
        (LARGEST, "m = log_w.mean(axis=0)", "no other"),
        (LARGEST, "log_w = np.clip(log_w, -700, 700)\n    m = 0", "no clipping"),
        (BOUND, "np.log(np.mean(np.exp(log_w), axis=0) + 1e-300)", "nothing added"),
        (BOUND, f"({BOUND}).mean()", "one number"),
        (BOUND, "m + np.log(np.sum(np.exp(log_w - m), axis=0) / 3)", "should be"),
    ],
}
