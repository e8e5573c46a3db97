"""Planted wrong answers of LatentDirichletAllocation: (old, new, a word of it)."""

# fmt: off
GAMMA = "rng.gamma(alpha, size=(n, len(alpha)))"
DIVIDED = "return g / g.sum(axis=1, keepdims=True)"
SHARE = "p / p.sum(axis=1, keepdims=True)"
GAMMALN = "def dice(counts, a):"
DICE = "return dice(n_dk, alpha) + dice(n_wk.T, eta)"
CHOICE = "rng.choice(len(p), p=p)"
NEW = f"new = {CHOICE}"
OLD = "old = topics[i]"
OWN = "p = topic_probabilities(d, w, old, n_dk, n_wk, n_k, alpha, eta)"
MOVES = """n_dk[d, old] -= 1
        n_wk[w, old] -= 1
        n_k[old] -= 1
        n_dk[d, new] += 1
        n_wk[w, new] += 1
        n_k[new] += 1"""
ZIP = "enumerate(zip(docs, words, strict=True)):"


def weights(p, word, new=NEW, divided="\n        p = p / p.sum()"):
    """The conditional is written out, with a mistake; the token is out: `mine`."""
    formula = f"mine = np.arange(n_dk.shape[1]) == old\n        p = {p}{divided}"
    return f"{OWN}\n        {NEW}", f"{formula}\n        {new}", word


def tokens(order, word):
    """The tokens come in another order."""
    return ZIP, f"zip(o := {order}, zip(docs[o], words[o])):", word


def skip(condition, word):
    """Some tokens are left out."""
    return OLD, f"if {condition}:\n            continue\n        {OLD}", word


DOC, IN_DOC = "(n_dk[d] - mine + alpha)", "(n_dk[d] + alpha)"
WORD, IN_WORD = "(n_wk[w] - mine + eta)", "(n_wk[w] + eta)"
TOTAL, IN_TOTAL = "(n_k - mine + len(n_wk) * eta)", "(n_k + len(n_wk) * eta)"
AT_THE_END = "if i == len(docs) - 1:\n            "

PLANTED = {
    "draw_dirichlet": [
        (GAMMA, "rng.random((n, len(alpha)))", "uniform"),
        (GAMMA, "rng.gamma(1.0, alpha, size=(n, len(alpha)))", "scale"),
        (GAMMA, "rng.exponential(size=(n, len(alpha)))", "as if alpha were 1"),
        (GAMMA, "rng.gamma(alpha / alpha.sum(), size=(n, len(alpha)))", "lost"),
        (GAMMA, "rng.gamma(alpha**2, size=(n, len(alpha)))", "squared"),
        (GAMMA, "rng.gamma(np.sqrt(alpha), size=(n, len(alpha)))", "root of alpha"),
        (GAMMA, "rng.gamma(abs(np.log(alpha)), size=(n, len(alpha)))", "logarithm of"),
        (GAMMA, "rng.gamma(alpha.mean(), size=(n, len(alpha)))", "mean"),
        (GAMMA, "np.exp(rng.gamma(alpha, size=(n, len(alpha))))", "softmax"),
        (GAMMA, "rng.dirichlet(alpha, n)", "answer itself"),
        (GAMMA, "np.tile(rng.gamma(alpha), (n, 1))", "same one"),
        (GAMMA, "rng.poisson(alpha, size=(n, len(alpha)))", "nan"),
        (GAMMA, "rng.gamma(alpha, size=(n, 1)) * np.ones(len(alpha))", "size"),
        (GAMMA, "np.random.default_rng(0).gamma(alpha, size=(n, len(alpha)))", "one rng"),
        (GAMMA, "np.random.default_rng().gamma(alpha, size=(n, len(alpha)))", "same seed"),
        (GAMMA, "rng.normal(alpha, size=(n, len(alpha)))", "negative"),
        (GAMMA, "np.abs(rng.normal(alpha, size=(n, len(alpha))))", "should have"),
        (GAMMA, "rng.beta(alpha, alpha.sum() - alpha, size=(n, len(alpha)))", "Beta"),
        (GAMMA, "rng.multinomial(1, alpha / alpha.sum(), size=n)", "roll"),
        (GAMMA, "rng.gamma(alpha, alpha, size=(n, len(alpha)))", "once more"),
        (DIVIDED, "return g / g.sum(axis=0)", "columns"),
        (DIVIDED, "return g / g.sum()", "each row by its sum"),
        (DIVIDED, "return g.T / g.sum(axis=1)", "a die is a row"),
        (DIVIDED, f"g = np.repeat(g, 2, axis=0)[:n]\n    {DIVIDED}", "equal to another"),
        (DIVIDED, f"g[1::2] = g[:-1:2] + 1e-6\n    {DIVIDED}", "not independent"),
        (DIVIDED, "return (g / g.sum(axis=1, keepdims=True)).round(2)", "do not round"),
        (GAMMA, f"{GAMMA} + 1e-3", "small number that one might add"),
        (GAMMA, f"{GAMMA} + 1e-8", "small number that one might add"),
        (GAMMA, f"{GAMMA}.astype(np.float32)", "float32"),
        (DIVIDED, "return g / g.sum(axis=1, keepdims=True, dtype=np.float32)", "add up to 1"),
        (GAMMA, "rng.gamma(np.maximum(alpha, 0.01), size=(n, len(alpha)))", "no bound"),
        (GAMMA, "rng.gamma(np.minimum(alpha, 50), size=(n, len(alpha)))", "no bound"),
        (GAMMA, "rng.gamma(1.015 * alpha, size=(n, len(alpha)))", "is alpha multiplied"),
        (GAMMA, "np.random.default_rng(rng.integers(2**60)).gamma(alpha, size=(n, len(alpha)))", "no generator"),
    ],
    "posterior_mean": [
        ("p = counts + a", "p = counts * a", "no a is added"),
        ("p = counts + a", "p = np.where(counts > 0, counts + a, 0)", "Add a to each"),
        ("p = counts + a", "counts += a\n    p = counts", "whole numbers"),
        ("p = counts + a", "p = counts.copy()\n    p[...] = counts + a", "fractions are"),
        ("p = counts + a", "if counts.dtype == float:\n        counts += a\n    p = counts + a", "writes into"),
        (f"return {SHARE}", "return p / np.maximum(p.sum(axis=1, keepdims=True), 1)", "never rolled"),
        (f"return {SHARE}", f"return ({SHARE}).astype(np.float32).astype(float)", "computed in float32"),
        (f"return {SHARE}", f"return np.round({SHARE}, 8)", "something rounded"),
        ("p = counts + a", "p = counts + max(a, 0.01)", "no bound"),
        ("p = counts + a", "p = counts + min(a, 10)", "no bound"),
        ("p = counts + a", "p = np.minimum(counts, 1000) + a", "no bound"),
    ],
    "topic_probabilities": [
        ("n_dk[d] - mine", "np.maximum(n_dk[d] - 1, 0)", "Take the token out"),
        ("return p / p.sum()", "p[k] = 0\n    return p / p.sum()", "Take the token out"),
        ("n_k - mine", "np.maximum(n_k - mine, 1)", "only one of its topic"),
        ("return p / p.sum()", "return (p / p.sum()).astype(np.float32).astype(float)", "computed in float32"),
        ("return p / p.sum()", "return p / p.sum() + 1e-9", "is a small number added"),
        ("n_dk[d] - mine + alpha", "n_dk[d] - mine + max(alpha, 0.01)", "nothing added or clipped"),
        ("n_dk[d] - mine + alpha", "n_dk[d] - mine + min(alpha, 10)", "nothing added or clipped"),
        ("V * eta", "max(V * eta, 0.1)", "nothing added or clipped"),
        ("return p / p.sum()", "p = np.maximum(p / p.sum(), 1e-6)\n    return p / p.sum()", "nothing added or clipped"),
    ],
    "gibbs_sweep": [
        (CHOICE, "p.argmax()", "not a draw"),
        (CHOICE, "rng.integers(len(p))", "alike"),
        (CHOICE, "np.random.default_rng(0).choice(len(p), p=p)", "one rng"),
        (CHOICE, "np.random.default_rng().choice(len(p), p=p)", "same seed"),
        (CHOICE, "np.searchsorted(p.cumsum(), np.random.default_rng(i).random())", "one rng"),
        (CHOICE, "np.searchsorted(p, rng.random()) % len(p)", "ever got"),
        (OLD, f"rng = rng if i else np.random.default_rng(rng.integers(2**60))\n        {OLD}", "no generator of"),
        (CHOICE, "int(rng.random() > p[0])", "topic 2, 3, 4"),
        (CHOICE, "rng.choice(len(p) - 1, p=p[:-1] / p[:-1].sum())", "topic 4"),
        (CHOICE, "rng.choice(len(p), p=(1 - p) / (len(p) - 1))", "improbable topics"),
        ("topics[i] = new", "pass", "old topics"),
        ("topics[i] = new", "topics = topics * 1.0\n        topics[i] = new\n"
         "        topics = topics if i == len(docs) - 1 else topics.astype(int)",
         "whole numbers"),
        ("topics[i] = new", "topics[i] = new + 1", "run from 0"),
        ("p=p)\n        topics[i] = new", "p=p)\n        new = old", "no token has moved"),
        ("n_dk[d, old] -= 1", "pass", "too many"),
        ("n_wk[w, new] += 1", "pass", "put in again"),
        ("n_dk[d, old] -= 1", "n_dk[d, new] -= 1", "has not changed"),
        ("n_dk[d, old] -= 1\n", "old = new\n        n_dk[d, old] -= 1\n", "kept before"),
        ("n_wk[w, old] -= 1", "n_wk[w, 0] -= 1", "its places are not"),
        ("topics[i] = new", "topics[i] = new\n        old, new = new, old", "n = 1 n_dk is not the count"),
        ("n_k[old] -= 1\n        n_dk[d, new] += 1\n        n_wk[w, new] += 1\n        n_k[new] += 1",
         "n_k[old] += 1\n        n_dk[d, new] += 1\n        n_wk[w, new] += 1\n        n_k[new] -= 1",
         "n = 1 n_k is not the count"),
        ("topic_probabilities(d, w,", "topic_probabilities(w % len(n_dk), d,", "d and w exchanged"),
        (OLD, f"{OLD}\n        n_dk[d, old] -= 1", "takes the token out itself"),
        ("d, w, old, n_dk", "d, w, 0, n_dk", "negative"),
        (MOVES, f"{MOVES}\n        {AT_THE_END}return topics, n_wk, n_dk, n_k", "`n_wk` are exchanged"),
        (MOVES, f"{MOVES}\n        {AT_THE_END}return n_dk, n_wk, n_k, topics", "another order"),
        (OWN, "if i == 0:\n            fixed = n_dk.copy(), n_wk.copy(), n_k.copy()\n"
         "        p = topic_probabilities(d, w, old, *fixed, alpha, eta)",
         "as they are"),
        (MOVES, "n_wk[w, old] -= 1\n        n_wk[w, new] += 1\n"
         "        n_k[old] -= 1\n        n_k[new] += 1\n"
         f"        {AT_THE_END}n_dk[:] = 0\n"
         "            np.add.at(n_dk, (docs, topics), 1)", "n_dk is brought"),
        (MOVES, "n_dk[d, old] -= 1\n        n_dk[d, new] += 1\n"
         "        n_k[old] -= 1\n        n_k[new] += 1\n"
         f"        {AT_THE_END}n_wk[:] = 0\n"
         "            np.add.at(n_wk, (words, topics), 1)", "n_wk is brought"),
        (MOVES, "n_dk[d, old] -= 1\n        n_dk[d, new] += 1\n"
         f"        {AT_THE_END}n_wk[:] = 0\n"
         "            np.add.at(n_wk, (words, topics), 1)\n"
         "            n_k = n_wk.sum(axis=0)", "n_wk and n_k are brought"),
        (MOVES, "n_dk[d, old] -= 1\n        n_dk[d, new] += 1\n"
         "        n_wk[w, old] -= 1\n        n_wk[w, new] += 1\n"
         f"        {AT_THE_END}n_k = n_wk.sum(axis=0)", "n_k is brought"),
        (OLD, f"if i:\n            break\n        {OLD}", "only the first token moves"),
        skip("i < len(docs) - 1 and len(docs) < 9", "only the last token moves"),
        skip("i == 0", "first token is left out"),
        skip("i == len(docs) - 1", "last token is left out"),
        skip("rng.random() < 0.5", "Is each token visited once"),
        tokens("np.r_[np.arange(len(docs)), np.arange(len(docs))]", "visited twice"),
        tokens("np.arange(len(docs))[::-1]", "reverse order"),
        tokens("rng.permutation(len(docs))", "random order"),
        tokens("rng.integers(len(docs), size=len(docs))", "twice and some never"),
        tokens("np.argsort(words)", "order of the loop"),
        (OWN, f"p = {IN_DOC} * {IN_WORD} / {IN_TOTAL}\n        p = p / p.sum()", "each token is still in the counts"),
        weights(f"{DOC} * {IN_WORD} / {IN_TOTAL}", "still in n_wk and n_k"),
        weights(f"{IN_DOC} * {WORD} / {IN_TOTAL}", "still in n_dk and n_k"),
        weights(f"{DOC} * {WORD} / {IN_TOTAL}", "still in n_k while"),
        weights(f"{DOC} * {WORD}", "division by n_k"),
        weights(f"{DOC} * {WORD} / (n_k - mine + eta)", "one eta"),
        weights(f"{DOC} * {WORD} / (n_k - mine + len(n_k) * eta)", "K * eta"),
        weights(f"{WORD} / {TOTAL}", "document is missing"),
        weights(DOC, "only the document's die"),
        weights(f"{DOC} * {WORD} / {TOTAL}", "topic 0 gets",
                "new = (p.cumsum() > rng.random()).argmax()", ""),
        weights(f"{DOC} * {WORD} / {TOTAL}", "the last topic gets",
                "new = min((p.cumsum() < rng.random()).sum(), len(p) - 1)", ""),
        ("alpha, eta)\n        new", "eta, alpha)\n        new", "exchanged"),
        (NEW, f"{NEW}\n        if p[new] < p[old]:\n            new = old", "turned down"),
        (NEW, "p[old] = 0\n        new = rng.choice(len(p), p=p / p.sum())", "a token may stay"),
    ],
    "log_joint": [
        ("gammaln(counts + a) - gammaln(a)", "gammaln(counts + 2 * a) - gammaln(a)", "For each row"),
        ("per_row.sum() + per_face.sum()", "per_row + per_face.sum(axis=1)", "one number"),
        (DICE, "return [dice(n_dk, alpha) + dice(n_wk.T, eta)]", "list"),
        (DICE, "return joint_log_likelihood(n_dk, n_wk, alpha, eta)", "the answer"),
        (DICE, f"{DICE} + (n_dk.sum() == 0)", "Nothing was rolled"),
        (GAMMALN, "from math import gamma\n" f"    gammaln = np.vectorize(lambda x: np.log(gamma(x)))\n\n    {GAMMALN}",
         "large n"),
        (GAMMALN, "from scipy.special import gamma\n\n    def gammaln(x):\n"
         f"        return np.log(gamma(x))\n\n    {GAMMALN}", "large n"),
        (GAMMALN, "from scipy.special import gamma, gammaln as exact\n\n"
         "    def gammaln(x):\n        return np.where(x < 171, exact(x), 710.0)\n\n"
         f"    {GAMMALN}", "these counts are large"),
        (DICE, f"return np.float32({DICE[7:]})", "float32"),
        (DICE, f"return ({DICE[7:]}) + 1e-6", "is a small number added"),
        (DICE, f"alpha = max(alpha, 0.01)\n    {DICE}", "is there a bound"),
        (DICE, f"eta = min(eta, 100)\n    {DICE}", "cut off at a bound"),
        (DICE, f"return max({DICE[7:]}, -50_000)", "is there a bound"),
    ],
    "next_word": [
        ("np.mean(p, axis=0)", "p", "NumPy array"),
        ("np.mean(p, axis=0)", "np.mean(p[1:], axis=0)", "for each sample"),
        ("np.mean(p, axis=0)", "np.mean(p)", "summed over everything"),
        ("posterior_mean(word.T, eta)", "posterior_mean(word.reshape(word.shape[::-1]), eta)", "[s] is not"),
        ("np.mean(p, axis=0)", "np.mean(p[:6], axis=0)", "sizes tried before"),
        ("np.mean(p, axis=0)", "np.mean(np.array(p, dtype=np.float32), axis=0).astype(float)", "computed in float32"),
        ("np.mean(p, axis=0)", "np.maximum(np.mean(p, axis=0), 1e-4)", "sizes tried before"),
    ],
}
