"""Planted wrong answers of PLSA's last two exercises: new documents."""

# fmt: off
M_STEP = "m_step(r, docs, words, counts, N, V)[0]"
FIRST_STEP = f"theta = {M_STEP}"
PERPLEXITY = "np.exp(-log_p / unseen.sum())"
SCORE = "np.sum(unseen[held] * np.log(p[held]))"
# Wrong earlier functions, in the cell of a later exercise
SLIDE_R = """


def responsibilities(theta, phi, docs, words):
    return (phi[:, words] / phi[:, words].sum(axis=0)).T
"""
BARE_M = """


def m_step(r, docs, words, counts, N, V):
    soft = np.ones(len(counts))[:, None] * r
    theta, phi = np.zeros((N, r.shape[1])), np.zeros((V, r.shape[1]))
    np.add.at(theta, docs, soft)
    np.add.at(phi, words, soft)
    return theta / theta.sum(axis=1, keepdims=True), (phi / phi.sum(axis=0)).T
"""
LEARNING_FOLD = """


def fold_in(phi, X, n_iter=50):
    theta = np.full((len(X), len(phi)), 1 / len(phi))
    docs, words = np.nonzero(X)
    for _ in range(n_iter):
        r = responsibilities(theta, phi, docs, words)
        theta, phi = m_step(r, docs, words, X[docs, words], *X.shape)
    return theta
"""

PLANTED = {
    "fold_in": [
        (M_STEP, f"{M_STEP} * 0 + 1 / K", "not moved"),
        ("range(n_iter)", "range(50)", "made 50 steps"),
        ("range(n_iter)", "range(1)", "though n_iter is 0"),
        ("range(n_iter)", "range(n_iter + 1)", "though n_iter is 0"),
        ("range(n_iter)", "range(n_iter and 1)", "same as one"),
        ("range(n_iter)", "range(n_iter and n_iter + 1)", "one step more"),
        ("range(n_iter)", "range(n_iter - 1)", "one step less"),
        ("theta = m_step(r, docs, words, counts, N, V)[0]",
         "theta, phi = m_step(r, docs, words, counts, N, V)", "phi has learnt"),
        ("m_step(r, docs, words, counts, N, V)[0]",
         "m_step(r, docs, words, np.ones(len(counts)), N, V)[0]", "counts is missing"),
        ("m_step(r, docs, words, counts, N, V)[0]",
         "np.tile(m_step(r, 0 * docs, words, counts, 1, V)[0], (N, 1))",
         "share one theta"),
        ("np.full((N, K), 1 / K)", "np.random.default_rng().dirichlet(np.ones(K), N)",
         "two calls differ"),
        ("np.full((N, K), 1 / K)", "np.random.default_rng(0).dirichlet(np.ones(K), N)",
         "drawn at random"),
        ("np.full((N, K), 1 / K)", "np.ones((N, K))", "start at 1/K"),
        ("    return theta", "        return theta", "inside the loop"),
        ("r = responsibilities(theta, phi, docs, words)",
         "r = np.eye(K)[responsibilities(theta, phi, docs, words).argmax(axis=1)]",
         "wholly to its best topic"),
        ("m_step(r, docs, words, counts, N, V)[0]",
         "m_step(r, docs, words, counts, N, V)[0] * X.sum(axis=1, keepdims=True)",
         "divide each row"),
        ("return theta", "return theta.T", "exchanged"),
        ("return theta", "return theta, phi", "one NumPy array"),
        ("return theta", "return theta.tolist()", "NumPy array"),
        ("return theta", "return X @ phi.T / (X @ phi.T).sum(axis=1, keepdims=True)",
         "averaged"),
        ("return theta", "return np.eye(K)[theta.argmax(axis=1)]", "goes wholly"),
        ("return theta", "pass", "return"),
        (FIRST_STEP, "theta = theta * ((X / (theta @ phi)) @ phi.T)\n"
         "        theta = theta / theta.sum(axis=1, keepdims=True)", "0 / 0"),
        ("        r = responsibilities(theta, phi, docs, words)\n", "", "NameError"),
        ("    for _ in range(n_iter):\n        r = responsibilities(theta, phi, docs, "
         "words)\n", "    r = responsibilities(theta, phi, docs, words)\n"
         "    for _ in range(n_iter):\n", "r anew"),
        ("responsibilities(theta, phi, docs, words)",
         "(phi[:, words] / phi[:, words].sum(axis=0)).T", "r anew"),
        (f"        {FIRST_STEP}\n    return theta", f"        new = {M_STEP}\n"
         "    return new if n_iter else theta", "r anew"),
        ("return theta", "return r[:N]", "with n_iter=0"),
        ("return theta", "return phi", "That is phi;"),
        (M_STEP, "m_step(r, docs, words, counts, N, V)", "take the first"),
        (M_STEP, "m_step(r, docs, words, counts, N, V)[1]", "phi's half"),
        (FIRST_STEP, "_, theta = m_step(r, docs, words, counts, N, V)", "phi's half"),
        ("1 / K)", "1 // K)", "1 // K is 0"),
        ("np.full((N, K), 1 / K)", "np.zeros((N, K))", "All are 0"),
        ("np.full((N, K), 1 / K)", "np.full((N, K), 1 / N)", "1/N"),
        (FIRST_STEP, f"old, {FIRST_STEP.replace('= ', '= theta, ')}\n"
         "        if abs(theta - old).max() < 1e-3:\n            break",
         "stop before"),
        ("return theta", f"return theta{SLIDE_R}",
         "calls your responsibilities, which is not right: mend exercise 2.6"),
        ("return theta", f"return theta{BARE_M}",
         "calls your m_step, which is not right: mend exercise 2.7"),
        ("n_iter=50", "n_iter=20", "n_iter is 50"),
    ],
    "completion_perplexity": [
        ("fold_in(phi, seen)", "fold_in(phi, seen + unseen)", "both halves"),
        ("fold_in(phi, seen)", "fold_in(phi, unseen)", "very half"),
        ("fold_in(phi, seen)", "np.full((len(seen), len(phi)), 1 / len(phi))",
         "nothing is folded in"),
        ("fold_in(phi, seen)", "fold_in(phi, seen, 100)", "100 steps"),
        ("fold_in(phi, seen)", "fold_in(phi, seen, n_iter=20)", "20 steps"),
        ("fold_in(phi, seen)", "fold_in(phi, seen).mean(axis=0, keepdims=True) "
         "+ 0 * seen[:, :1]", "mean theta"),
        ("fold_in(phi, seen)", "np.eye(len(phi))[fold_in(phi, seen).argmax(axis=1)]",
         "best topic only"),
        ("unseen > 0", "(unseen > 0) & (seen > 0)", "leaves out the words"),
        ("unseen > 0", "seen > 0", "leaves out the words"),
        (f"return {PERPLEXITY}", "return unseen[held] @ (1 / p[held]) / unseen.sum()",
         "mean of 1 / p"),
        (f"return {PERPLEXITY}", f"return {PERPLEXITY}{LEARNING_FOLD}",
         "calls your fold_in, which is not right: mend exercise 2.9"),
        (PERPLEXITY, "log_p / unseen.sum()", "perplexity is exp of minus"),
        (PERPLEXITY, "-log_p / unseen.sum()", "exponential is missing"),
        (PERPLEXITY, "np.exp(log_p / unseen.sum())", "at least 1"),
        (PERPLEXITY, "np.exp(-log_p / seen.sum())", "tokens of the first half"),
        (PERPLEXITY, "np.exp(-log_p / (seen + unseen).sum())", "tokens of both"),
        (PERPLEXITY, "np.exp(-log_p / np.sum(held))", "number of cells"),
        (PERPLEXITY, "np.exp(-log_p / len(unseen))", "number of documents"),
        (PERPLEXITY, "np.exp(-log_p)", "not divided"),
        (PERPLEXITY, "2 ** (-log_p / unseen.sum())", "not 2**"),
        (PERPLEXITY, "np.exp(-log_p / unseen.size)", "N times V entries"),
        (SCORE, "np.sum(np.log(p[held]))", "counts are missing"),
        (SCORE, "np.sum(np.log2(p[held]) * unseen[held])", "base 2"),
        (SCORE, "np.sum(unseen[held] * np.log(p[held] + 1e-12))", "infinite"),
        (SCORE, "np.sum(unseen * np.log(np.maximum(p, 1e-300)))", "infinite"),
        (SCORE, "np.sum(unseen[held & (p > 0)] * np.log(p[held & (p > 0)]))",
         "infinite"),
        (SCORE, "np.sum(unseen * np.log(p))", "0 times log 0"),
        ("theta = fold_in(phi, seen)",
         "theta = fold_in(phi, unseen)\n    unseen = seen", "exchanged"),
        ("theta = fold_in(phi, seen)",
         "theta = fold_in(phi, seen + unseen)\n    unseen = seen + unseen", "slide"),
        ("theta = fold_in(phi, seen)",
         "theta = fold_in(phi, seen)\n    unseen = seen", "first half is scored"),
        ("theta = fold_in(phi, seen)",
         "theta = fold_in(phi, seen)\n    unseen = seen + unseen", "Both halves"),
        (f"return {PERPLEXITY}",
         "return np.exp(-(unseen * np.log(np.maximum(p, 1e-300))).sum(axis=1) "
         "/ unseen.sum(axis=1)).mean()", "documents' perplexities"),
        (f"return {PERPLEXITY}",
         "return np.exp(-(unseen * np.log(np.maximum(p, 1e-300))).sum(axis=1) "
         "/ unseen.sum(axis=1))", "one number"),
        (f"return {PERPLEXITY}", f"result = {PERPLEXITY}", "return"),
    ],
}
