"""Planted wrong answers of PLSA: (old text, new text, a word of the message)."""

# fmt: off
JOINT = "theta[docs] * phi[:, words].T"
SHARE = "joint / joint.sum(axis=1, keepdims=True)"
IN_DOC = "np.add.at(theta, docs, soft)"
RETURN = ("return theta / theta.sum(axis=1, keepdims=True), "
          "(phi / phi.sum(axis=0)).T")
TERMS = "r[used] * np.log(joint[used] / r[used])"
TOTAL = "counts @ terms.sum(axis=1)"
STRETCHES = "np.add.reduceat(soft, np.flatnonzero(np.diff(docs, prepend=-1)))"
STEP = "theta = m_step(r, docs, words, counts, N, V)[0]"
MULTIPLY = "theta = theta * ((X / (theta @ phi)) @ phi.T)\n        theta = "
PERPLEXITY = "np.exp(-log_p / unseen.sum())"
SCORE = "np.sum(unseen[held] * np.log(p[held]))"
# A wrong earlier function, in the cell of a later exercise
EARLIER = "\n\n\ndef {}(*given):\n    return given[0]\n"

PLANTED = {
    "responsibilities": [
        (JOINT, "theta[docs] @ phi[:, words]", "divide by the sum over the topics"),
        (SHARE, "joint / (joint.sum(axis=1, keepdims=True) + 1e-10)", "is a small number added"),
        (SHARE, "joint / (joint.sum(axis=1, keepdims=True) + 1e-20)", "nothing added"),
        (SHARE, "joint / np.maximum(joint.sum(axis=1, keepdims=True), 1e-8)", "clip"),
        (JOINT, f"np.maximum({JOINT}, 1e-10)", "clip"),
        (JOINT, f"np.maximum({JOINT}, 1e-17)", "cut off at a bound"),
        (JOINT, f"np.maximum({JOINT}, 1e-100)", "clip"),
        (SHARE, f"np.round({SHARE}, 14)", "something rounded"),
        (JOINT, "np.repeat(theta, np.bincount(docs, minlength=len(theta)), axis=0) "
         "* phi[:, words].T", "sorted by document"),
    ],
    "m_step": [
        ("counts[:, None] * r", "counts * r", "broadcast"),
        (RETURN, "return (phi / phi.sum(axis=0)).T, theta / theta.sum(axis=1, keepdims=True)", "exchanged"),
        (RETURN, "return theta / theta.sum(axis=1, keepdims=True)", "2 things"),
        ("np.zeros((V, K))", "np.zeros((words.max() + 1, K))", "shape"),
        ("np.zeros((V, K))", "np.full((V, K), 0.01)", "nothing more"),
        ("np.zeros((V, K))", "np.full((V, K), 1e-6)", "is a small number added"),
        ("phi.sum(axis=0)", "(phi.sum(axis=0) + 1e-10)", "nothing added"),
        ("theta.sum(axis=1, keepdims=True)", "(theta.sum(axis=1, keepdims=True) + 1e-6)", "is a small number added"),
        ("np.zeros((N, K))", "np.zeros((docs.max() + 1, K))", "take N as it is"),
        (RETURN, f"theta += 9 * (docs.max() + 1 < N) * (theta > 0) * np.arange(K)\n    {RETURN}",
         "the last document empty"),
        ("soft = counts[:, None] * r", "soft = np.minimum(counts, 1000)[:, None] * r", "sizes tried before"),
        ("phi.sum(axis=0)", "np.maximum(phi.sum(axis=0), 1e-6)", "nothing clipped"),
        ("np.zeros((N, K))", "np.full((N, K), 0.01)", "nothing more"),
        (IN_DOC, f"theta = {STRETCHES}", "sorted by document"),
        (IN_DOC, f"theta[:] = {STRETCHES}", "sorted by document"),
    ],
    "lower_bound": [
        (TOTAL, "counts * terms.sum(axis=1)", "one number"),
        (TOTAL, "counts @ terms", "one number"),
        ("r > 0", "r >= 0", "0 log 0"),
        ("r > 0", "r > 0.2", "sum_k"),
        ("r > 0", "r > 1e-3", "small, not 0"),
        ("r > 0", "r > 1e-12", "small, not 0"),
        ("r > 0", "r > np.finfo(float).eps", "small, not 0"),
        ("r > 0", "~np.isclose(r, 0)", "small, not 0"),
        ("r > 0", "(r > 0) & (joint > 0)", "is then -inf"),
        (TERMS, "r[used] * np.log(joint[used] / r[used] + 1e-300)", "is then -inf"),
        (TERMS, "r[used] * np.log(joint[used] / (r[used] + 1e-6))", "is a small number added"),
        (TOTAL, "counts @ (terms.sum(axis=1) + 0.01 * (r == 0).any(axis=1))", "share of 0 adds nothing"),
        ("r > 0", "r > 1e-18", "small, not 0"),
        ("r > 0", "r > 1e-150", "small, not 0"),
        (TERMS, "r[used] * np.log((joint[used] + 1e-22) / r[used])", "is then -inf"),
        (TOTAL, "np.float32(counts @ terms.sum(axis=1))", "float32"),
        (TERMS, "r[used] * np.log((joint[used] + 1e-6) / r[used])", "nothing added"),
    ],
    "fold_in": [
        ("np.full((N, K), 1 / K)", "np.random.default_rng().dirichlet(np.ones(K), N)", "two calls differ"),
        ("np.full((N, K), 1 / K)", "np.random.default_rng(0).dirichlet(np.ones(K), N)", "drawn at random"),
        ("    return theta", "        return theta", "inside the loop"),
        ("return theta", "return theta, phi", "one NumPy array"),
        (STEP, f"{MULTIPLY}theta / theta.sum(axis=1, keepdims=True)", "0 / 0"),
        (STEP, f"{MULTIPLY}np.nan_to_num(theta / theta.sum(axis=1, keepdims=True))",
         "no topic has and no document holds changes nothing"),
        (STEP, "theta = m_step(r, docs, words, counts + 1, N, V)[0]", "by the E-step"),
        ("        r = responsibilities(theta, phi, docs, words)\n", "", "NameError"),
        ("return theta", "return r[:N]", "with n_iter=0"),
        (STEP, STEP[:-3], "take the first"),
        (STEP, f"old, {STEP.replace('= ', '= theta, ')}\n"
         "        if abs(theta - old).max() < 1e-3:\n            break",
         "stop before"),
        ("return theta", "return theta" + EARLIER.format("responsibilities"),
         "calls your responsibilities, which is not right: mend exercise 2.6"),
        ("return theta", "return theta" + EARLIER.format("m_step"),
         "calls your m_step, which is not right: mend exercise 2.7"),
        ("n_iter=50", "n_iter=20", "n_iter is 50"),
        ("range(n_iter)", "range(min(n_iter, 50))", "whatever n_iter is"),
        ("range(n_iter)", "range(min(n_iter, 51))", "whatever n_iter is"),
        (STEP, f"old, {STEP.replace('= ', '= theta, ')}\n"
         "        if abs(theta - old).max() < 1e-7:\n            break", "hardly changes"),
        (STEP, f"old, {STEP.replace('= ', '= theta, ')}\n"
         "        if abs(theta - old).max() < 1e-14:\n            break", "right to a few digits only"),
        (STEP, f"{STEP}\n    theta = np.maximum(theta, 0.01)", "clip nothing"),
        (STEP, f"{STEP}\n    theta = np.maximum(theta, 1e-6)", "clip nothing"),
        ("        r = resp", "        phi = phi + 1e-8\n        r = resp", "is a small number added"),
        (STEP, STEP.replace("counts", "np.minimum(counts, 1000)"), "(neither to the counts"),
    ],
    "completion_perplexity": [
        (f"return {PERPLEXITY}", f"return {PERPLEXITY}" + EARLIER.format("fold_in"),
         "calls your fold_in, which is not right: mend exercise 2.9"),
        (SCORE, "np.sum(unseen[held] * np.log(p[held] + 0.01))", "Fold in on seen"),
        (SCORE, "np.sum(unseen[held] * np.log(p[held] + 1e-12))", "infinite"),
        (SCORE, "np.sum(unseen * np.log(np.maximum(p, 1e-300)))", "infinite"),
        (SCORE, "np.sum(unseen[held & (p > 0)] * np.log(p[held & (p > 0)]))", "infinite"),
        (SCORE, "np.sum(unseen * np.log(p))", "0 times log 0"),
        (PERPLEXITY, f"min({PERPLEXITY}, 1e6) if p.all() else {PERPLEXITY}", "no bound"),
        (SCORE, "np.sum(unseen[held] * np.log(np.where(p > 0, np.maximum(p, 1e-12), 0)[held]))", "no bound"),
        (f"return {PERPLEXITY}", f"return np.float32({PERPLEXITY})", "float32"),
        (PERPLEXITY, f"{PERPLEXITY} if p.all() else np.inf", "overflows"),
        (f"return {PERPLEXITY}",
         "return np.exp(-(unseen * np.log(np.maximum(p, 1e-300))).sum(axis=1) / unseen.sum(axis=1))", "one number"),
    ],
}
