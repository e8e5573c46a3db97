"""Planted wrong answers of MNISTAutoencoder: (old text, new text, a word)."""

# fmt: off
STEP = "encoder.layers[0].params['W'] -= encoder.layers[0].grads['W']"
CLEAR = ("any(g.fill(0) for net in (encoder, decoder) for layer in net.layers "
         "for g in layer.grads.values())")
U = "u = rng.random(x.shape)"
COIN = "rng.random(x.shape) < 0.5"
NOISE = f"np.where(u < level, {COIN}, x)"
WON = "np.mean((high > low) + 0.5 * (high == low))"
SORT = "np.argsort(distances, axis=1)"
FILL = "np.fill_diagonal("

PLANTED = {
    "squared_error": [
        ("np.mean(np.sum((x - x_hat) ** 2, axis=1))", "np.sum((x - x_hat) ** 2) / 5", "sum the squares over"),
    ],
    "pca_reconstruct": [
        ("components.T @ components", "components @ components.T", "do not fit"),
        (" @ components.T @ components", " @ components.T * components", "do not fit"),
        ("(x - mean) @", "(x - 2 * mean) @", "to the code and back"),
    ],
    "loss_and_grads": [
        ("encoder.backward(dz, enc)", "pass", "encoder gets no gradient"),
        ("encoder.backward(dz, enc)", "encoder.backward(dz.T, enc)", "and its own"),
        ("encoder.backward(dz, enc)", f"encoder.backward(dz, enc)\n    {STEP}", "moves the weights"),
        ("dz = decoder.backward(dlogits, dec)", "dz = z", "decoder gets no gradient"),
        ("decoder.backward(dlogits, dec)", "decoder.backward(target, dec)", "finite differences"),
        ("return loss", "return loss, dz", "the loss alone"),
        ("z, enc = encoder.forward(x_in)", "z = enc = encoder.forward(x_in)", "`y, cache`"),
        ("logits, dec = decoder.forward(z)", "logits = dec = decoder.forward(z)", "`y, cache`"),
        ("loss, dlogits = bern", "loss = dlogits = bern", "`loss, dlogits`"),
        ("z, enc = ", f"{CLEAR}\n    z, enc = ", "do not set them to 0"),
        ("decoder.forward(z)", "decoder.forward(x_in)", "the loss"),
        ("x_in)  # (N, K)", "x_in); z = np.maximum(z, 0)", "the loss"),
    ],
    "denoising_pair": [
        ("return x_in, x", "return x_in, x_in", "keep the noise"),
        ("return x_in, x", "return x, x_in", "exchanged"),
        ("return x_in, x", "return x_in", "2 things"),
        ("return x_in, x", "return x_in, np.where(u < level, 0.5, x)", "not x"),
        ("return x_in, x", "return x_in, x_in - x", "the noise"),
        (COIN, "0.0", "white"),
        (COIN, "u < 0.5", "white"),
        (COIN, "u < 0.15", "white"),
        (COIN, "x > 0.5", "white"),
        (COIN, "rng.random() < 0.5", "white"),
        (COIN, "rng.random(x.shape) > level", "white"),
        (COIN, "1 - x", "other numbers"),
        (COIN, "rng.random((len(x), 1)) < 0.5", "one image"),
        (COIN, "rng.random(x.shape[1]) < 0.5", "one column"),
        (COIN, f"np.random.default_rng(0).{COIN[4:]}", "no rng of your own"),
        (COIN, f"np.random.default_rng().{COIN[4:]}", "same seed"),
        (U, "u = rng.random((len(x), 1))", "per pixel"),
        (U, "u = rng.random(x.shape[1])", "same pixels"),
        (U, "u = rng.random(len(x))", "do not fit"),
        (U, f"rng = np.random.default_rng(0); {U}", "one rng"),
        ("u < level,", "u > level,", "reversed"),
        ("u < level,", "u < level / 2,", "half of the spoilt"),
        ("u < level,", "u < 0.3,", "depend on"),
        ("u < level,", "u < 0,", "nothing is spoilt"),
        ("u < level,", "u < 2 * level,", "together"),
        ("u < level,", "(u < level) & (x > 0),", "black in x is never"),
        ("u < level,", "(u < level) & (x < 1),", "white in x is never"),
        ("u < level,", "u < np.where(x > 0.5, level / 2, level),", "become black"),
        (NOISE, f"np.clip(x + (u < level) * ({COIN}), 0, 1)", "pepper"),
        (NOISE, f"np.where((u < level) & ({COIN}), 1, x)", "pepper"),
        (NOISE, f"x * ((u >= level) | ({COIN}))", "salt"),
        (f"x_in = {NOISE}", "x_in = np.where(u < level / 2, 0.0, x); "
         "x_in = np.where(rng.random(x.shape) < level / 2, 1.0, x_in)", "twice"),
    ],
    "auc": [
        ("0.5 * (high == low)", "0.25 * (high == low)", "half of the ties"),
        (WON, "np.mean((scores > scores.mean()) == is_anomaly)", "count the pairs"),
        ("high, low", "scores = (scores - scores.mean()) / scores.std()\n    high, low", "same for all"),
        ("scores[is_anomaly][:, None]", "np.sort(scores[is_anomaly])", "a column of"),
    ],
    "precision_at_k": [
        (f"{FILL}distances, np.inf)\n    nearest = {SORT}[:, :k]", f"nearest = {SORT}[:, 1 : k + 1]", "diagonal"),
        (SORT, "np.argsort(distances, axis=0)", "precision"),
        (SORT, "np.sort(distances, axis=1)", "raised"),
        ("[:, :k]", "[:k]", "the first k columns, [:, :k]"),
        ("(distances, np.inf)", "(distances, 1)", "put np.inf"),
        ("(distances, np.inf)", "(distances, 1000.0)", "put np.inf"),
        (FILL, f"distances = {FILL}", "line of its own"),
        (FILL, f"distances = cdist(codes, codes, 'cosine'); {FILL}", "sort each row"),
        (" == labels[:, None])", " == labels)", "labels[:, None]"),
    ],
}
