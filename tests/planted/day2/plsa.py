"""Planted wrong answers of PLSA: (old text, new text, a word of the message)."""

from planted.day2.plsa_held_out import PLANTED as HELD_OUT

# fmt: off
JOINT = "theta[docs] * phi[:, words].T"
SHARE = "joint / joint.sum(axis=1, keepdims=True)"
IN_DOC = "np.add.at(theta, docs, soft)"
OF_WORD = "np.add.at(phi, words, soft)"
RETURN = ("return theta / theta.sum(axis=1, keepdims=True), "
          "(phi / phi.sum(axis=0)).T")
TERMS = "r[used] * np.log(joint[used] / r[used])"
TOTAL = "counts @ terms.sum(axis=1)"
STRETCHES = "np.add.reduceat(soft, np.flatnonzero(np.diff(docs, prepend=-1)))"

PLANTED = {
    "responsibilities": [
        (SHARE, "joint", "by its sum over the topics"),
        (SHARE, "joint / joint.sum()", "over all cells and topics"),
        (SHARE, "joint / joint.sum(axis=0)", "axis 0"),
        ("axis=1, keepdims=True", "axis=1", "keepdims"),
        (SHARE, "joint / joint.sum(axis=0, keepdims=True)", "axis 0"),
        ("phi[:, words].T", "phi[:, words]", "turn it round"),
        ("phi[:, words].T", "phi[words]", "words stand in its columns"),
        (JOINT, "phi[:, words].T", "theta is missing"),
        (JOINT, "theta[docs]", "phi is missing"),
        (JOINT, "theta[docs] + phi[:, words].T", "multiply them"),
        (JOINT, f"np.exp({JOINT})", "softmax"),
        (JOINT, "theta[docs] @ phi[:, words]", "divide by the sum over the topics"),
        (SHARE, "np.eye(len(phi))[joint.argmax(axis=1)]", "soft"),
        (SHARE, "joint / len(phi)", "number of topics"),
        (SHARE, "joint / joint.max(axis=1, keepdims=True)", "by the largest"),
        (SHARE, "(joint / joint.sum(axis=1, keepdims=True)).T", "(K, M)"),
        (SHARE, "(joint / joint.sum(axis=1, keepdims=True)).tolist()", "NumPy"),
        (SHARE, "joint / (joint.sum(axis=1, keepdims=True) + 1e-10)", "nothing added"),
        (SHARE, "joint / np.maximum(joint.sum(axis=1, keepdims=True), 1e-8)", "clip"),
        (JOINT, f"np.maximum({JOINT}, 1e-10)", "clip"),
        (f"return {SHARE}", f"r = {SHARE}", "return"),
        (JOINT, "theta[words] * phi[:, docs].T", "theta is indexed by docs"),
        (JOINT, "np.repeat(theta, np.bincount(docs, minlength=len(theta)), axis=0) "
         "* phi[:, words].T", "sorted by document"),
        (f"joint = {JOINT}", "theta *= 2\n    joint = theta[docs] * phi[:, words].T",
         "writes into"),
    ],
    "m_step": [
        (IN_DOC, "theta += soft.sum(axis=0)", "through the corpus"),
        (IN_DOC, "theta[docs] += soft", "last cell of each document"),
        (OF_WORD, "phi[words] += soft", "last cell of each word"),
        ("counts[:, None] * r", "r", "counts is missing"),
        ("counts[:, None] * r", "counts[:, None]**2 * r", "squared"),
        ("counts[:, None] * r", "counts * r", "broadcast"),
        ("counts[:, None] * r",
         "counts[:, None] * np.eye(r.shape[1])[r.argmax(axis=1)]", "soft"),
        (RETURN, "return theta, (phi / phi.sum(axis=0)).T", "divide each row"),
        (RETURN, "return theta / theta.sum(axis=0), (phi / phi.sum(axis=0)).T",
         "each row sums to 1"),
        (RETURN, "return theta / theta.sum(), (phi / phi.sum(axis=0)).T",
         "all the words of the corpus"),
        (RETURN, "return theta / theta.sum(axis=1, keepdims=True), phi.T",
         "divide each row"),
        (RETURN, "return theta / theta.sum(axis=1, keepdims=True), "
         "phi / phi.sum(axis=0)", "(V, K)"),
        (RETURN, "return theta / theta.sum(axis=1, keepdims=True), "
         "(phi / phi.sum(axis=1, keepdims=True)).T", "over the topics"),
        (RETURN, "return theta / theta.sum(axis=1, keepdims=True), "
         "(phi / np.maximum(phi.sum(axis=1, keepdims=True), 1e-300)).T",
         "over the topics"),
        (RETURN, "return theta / theta.sum(axis=1, keepdims=True), "
         "(phi / phi.sum()).T", "all tokens"),
        (RETURN, "return (phi / phi.sum(axis=0)).T, "
         "theta / theta.sum(axis=1, keepdims=True)", "exchanged"),
        (RETURN, "return theta / theta.sum(axis=1, keepdims=True)", "2 things"),
        (RETURN, "return (theta / theta.sum(axis=1, keepdims=True)).T, "
         "(phi / phi.sum(axis=0)).T", "exchanged"),
        (RETURN, "theta / theta.sum(axis=1, keepdims=True)", "return"),
        (RETURN, "return (theta / theta.sum(axis=1, keepdims=True)).tolist(), "
         "(phi / phi.sum(axis=0)).T", "NumPy array"),
        ("np.zeros((V, K))", "np.zeros((words.max() + 1, K))", "shape"),
        ("np.zeros((V, K))", "np.ones((V, K))", "1 is added"),
        ("np.zeros((N, K))", "np.ones((N, K))", "1 is added"),
        ("np.zeros((V, K))", "np.full((V, K), 0.01)", "nothing more"),
        ("np.zeros((V, K))", "np.full((V, K), 1e-6)", "nothing added"),
        ("phi.sum(axis=0)", "(phi.sum(axis=0) + 1e-10)", "nothing added"),
        ("phi.sum(axis=0)", "np.maximum(phi.sum(axis=0), 1e-6)", "nothing clipped"),
        ("np.zeros((N, K))", "np.full((N, K), 0.01)", "nothing more"),
        (RETURN, "theta = np.array([r[docs == d].mean(axis=0) for d in range(N)])\n"
         "    return theta, (phi / phi.sum(axis=0)).T", "counts is missing"),
        (IN_DOC, "np.add.at(theta, words, soft)", "row per document"),
        (IN_DOC, f"theta = {STRETCHES}", "sorted by document"),
        (IN_DOC, f"theta[:] = {STRETCHES}", "sorted by document"),
        (RETURN, "return theta / theta.sum(axis=1), (phi / phi.sum(axis=0)).T",
         "keepdims=True is missing"),
        (RETURN, "return theta / theta.sum(axis=1, keepdims=True), "
         "phi.T / phi.T.sum(axis=1)", "keepdims=True is missing"),
        (IN_DOC, "theta = theta.astype(int)\n"
         "    for i, d in enumerate(docs):\n        theta[d] = theta[d] + soft[i]",
         "array of integers"),
        (OF_WORD, "phi = phi.astype(int)\n"
         "    for i, w in enumerate(words):\n        phi[w] = phi[w] + soft[i]",
         "array of integers"),
    ],
    "lower_bound": [
        (TERMS, "r[used] * np.log(joint[used])", "-r log r is missing"),
        (TERMS, "-r[used] * np.log(r[used])", "where are theta and phi"),
        (TERMS, "r[used] * np.log(joint[used] * r[used])", "turned round"),
        (TERMS, "np.log(joint[used] / r[used])", "weight r"),
        (TERMS, "joint[used] * np.log(joint[used] / r[used])", "mean is over r"),
        (TERMS, "r[used] * np.log2(joint[used] / r[used])", "base 2"),
        (TERMS, "r[used] * np.log10(joint[used] / r[used])", "base 10"),
        (TERMS, "r[used] * np.log(r[used] / joint[used])", "sign is turned round"),
        (TOTAL, "terms.sum()", "counts is missing"),
        (TOTAL, "counts @ terms.sum(axis=1) / counts.sum()", "mean per token"),
        (TOTAL, "counts @ terms.sum(axis=1) / len(counts)", "mean over the cells"),
        (TOTAL, "counts * terms.sum(axis=1)", "one number"),
        (TOTAL, "counts @ terms", "one number"),
        (TOTAL, "counts @ np.log(joint.sum(axis=1))", "log-likelihood itself"),
        (TOTAL, "counts @ np.log((r * joint).sum(axis=1))", "outside the logarithm"),
        (TOTAL, "counts @ np.log((joint / r).sum(axis=1))", "outside the logarithm"),
        (JOINT, "theta[docs] + 0 * phi[:, words].T", "phi is missing"),
        (JOINT, "0 * theta[docs] + phi[:, words].T", "theta is missing"),
        ("r > 0", "r >= 0", "0 log 0"),
        ("r > 0", "r > 0.2", "sum_k"),
        ("r > 0", "r > 1e-3", "small, not 0"),
        ("r > 0", "r > 1e-6", "small, not 0"),
        ("r > 0", "r > 1e-12", "small, not 0"),
        ("r > 0", "r > np.finfo(float).eps", "small, not 0"),
        ("r > 0", "~np.isclose(r, 0)", "small, not 0"),
        (TERMS, "r[used] * np.log(joint[used] / (r[used] + 1e-12))", "small, not 0"),
        ("r > 0", "(r > 0) & (joint > 0)", "is then -inf"),
        (TERMS, "r[used] * np.log(joint[used] / r[used] + 1e-300)", "is then -inf"),
        (TERMS, "r[used] * np.log(np.maximum(joint[used], 1e-12) / r[used])",
         "is then -inf"),
        (TERMS, "r[used] * np.log(joint[used] / (r[used] + 1e-6))", "nothing added"),
        (TERMS, "r[used] * np.log((joint[used] + 1e-6) / r[used])", "nothing added"),
        (TERMS, "(r * np.log(counts[:, None] * joint / r))[used]", "inside the log"),
        (TERMS, "(r * np.log(joint / (counts[:, None] * r)))[used]",
         "in the place of r"),
        (f"return {TOTAL}", f"total = {TOTAL}", "return"),
        (f"return {TOTAL}",
         "return counts @ np.sum(r * np.log(np.maximum(joint, 1e-12)), axis=1) "
         "- np.sum(terms * 0 + r * np.log(np.maximum(r, 1e-12)))",
         "counts is missing in the part"),
    ],
} | HELD_OUT
