"""Planted wrong answers of LatentDirichletAllocation's sweep."""

# fmt: off
CHOICE = "rng.choice(len(p), p=p)"
OWN = "p = topic_probabilities(d, w, old, n_dk, n_wk, n_k, alpha, eta)"
MINE = "mine = np.arange(n_dk.shape[1]) == old\n        p = "
MOVES = """n_dk[d, old] -= 1
        n_wk[w, old] -= 1
        n_k[old] -= 1
        n_dk[d, new] += 1
        n_wk[w, new] += 1
        n_k[new] += 1"""

PLANTED = {
    "gibbs_sweep": [
        (CHOICE, "p.argmax()", "not a draw"),
        (CHOICE, "rng.integers(len(p))", "alike"),
        (CHOICE, "np.random.default_rng(0).choice(len(p), p=p)", "one rng"),
        (CHOICE, "np.random.default_rng().choice(len(p), p=p)", "same seed"),
        (CHOICE, "np.searchsorted(p, rng.random()) % len(p)", "ever got"),
        ("topics[i] = new", "pass", "old topics"),
        ("n_dk[d, old] -= 1", "pass", "too many"),
        ("n_wk[w, old] -= 1", "pass", "too many"),
        ("n_k[old] -= 1", "pass", "too many"),
        ("n_dk[d, new] += 1", "pass", "put in again"),
        ("n_wk[w, new] += 1", "pass", "put in again"),
        ("n_k[new] += 1", "pass", "put in again"),
        ("n_dk[d, old] -= 1", "n_dk[d, new] -= 1", "has not changed"),
        ("n_wk[w, new] += 1", "n_wk[w, old] += 1", "has not changed"),
        ("old = topics[i]", "if i:\n            break\n        old = topics[i]",
         "visits all"),
        ("old = topics[i]", "if rng.random() < 0.5:\n            continue\n"
         "        old = topics[i]", "end where"),
        ("p = topic_probabilities(d, w, old, n_dk, n_wk, n_k, alpha, eta)",
         "p = (n_dk[d] + alpha) * (n_wk[w] + eta) / (n_k + len(n_wk) * eta)\n"
         "        p = p / p.sum()", "still in the counts"),
        ("p = topic_probabilities(d, w, old, n_dk, n_wk, n_k, alpha, eta)",
         "if i == 0:\n            fixed = n_dk.copy(), n_wk.copy(), n_k.copy()\n"
         "        p = topic_probabilities(d, w, old, *fixed, alpha, eta)",
         "as they are"),
        ("topics[i] = new", "topics[i] = new\n        old, new = new, old",
         "n = 1 n_dk is not the count"),
        ("n_k[old] -= 1\n        n_dk[d, new] += 1\n        n_wk[w, new] += 1\n"
         "        n_k[new] += 1", "n_k[old] += 1\n        n_dk[d, new] += 1\n"
         "        n_wk[w, new] += 1\n        n_k[new] -= 1",
         "n = 1 n_k is not the count"),
        ("topic_probabilities(d, w,", "topic_probabilities(w % len(n_dk), d,",
         "d and w exchanged"),
        ("enumerate(zip(docs, words, strict=True)):",
         "zip(order := rng.permutation(len(docs)), zip(docs[order], words[order])):",
         "random order"),
        ("enumerate(zip(docs, words, strict=True)):",
         "zip(order := np.argsort(words), zip(docs[order], words[order])):",
         "order of the loop"),
        ("enumerate(zip(docs, words, strict=True)):", "zip(order := rng.integers("
         "len(docs), size=len(docs)), zip(docs[order], words[order])):",
         "twice and some never"),
        (OWN, MINE + "(n_dk[d] - mine + alpha) * (n_wk[w] - mine + eta)\n"
         "        p = p / (n_k - mine + len(p) * eta)\n        p = p / p.sum()",
         "K * eta"),
        (OWN, MINE + "(n_wk[w] - mine + eta)\n"
         "        p = p / (n_k - mine + len(n_wk) * eta)\n        p = p / p.sum()",
         "document is missing"),
        (OWN, MINE + "n_dk[d] - mine + alpha\n        p = p / p.sum()",
         "only the document's die"),
        (f"{OWN}\n        new = {CHOICE}", MINE + "(n_dk[d] - mine + alpha) * ("
         "n_wk[w] - mine + eta)\n        p = p / (n_k - mine + len(n_wk) * eta)\n"
         "        new = (p.cumsum() > rng.random()).argmax()", "not divided"),
        (f"{OWN}\n        new = {CHOICE}", MINE + "(n_dk[d] - mine + alpha) * ("
         "n_wk[w] - mine + eta)\n        p = p / (n_k - mine + len(n_wk) * eta)\n"
         "        new = min((p.cumsum() < rng.random()).sum(), len(p) - 1)",
         "the last topic gets"),
        (MOVES, "n_dk[d, old] -= 1\n        n_dk[d, new] += 1\n"
         "        if i == len(docs) - 1:\n"
         "            n_wk[:] = 0\n            np.add.at(n_wk, (words, topics), 1)\n"
         "            n_k = n_wk.sum(axis=0)", "n_wk and n_k are brought"),
        ("d, w, old, n_dk", "d, w, 0, n_dk", "negative"),
        ("alpha, eta)\n        new", "eta, alpha)\n        new", "end where"),
        ("old = topics[i]", "old = topics[i]\n        n_dk[d, old] -= 1",
         "takes the token out itself"),
        ("n_dk[d, old] -= 1\n", "old = new\n        n_dk[d, old] -= 1\n",
         "kept before"),
        (CHOICE, "np.searchsorted(p.cumsum(), np.random.default_rng(i).random())",
         "one rng"),
        (CHOICE, "(rng.random() > p.cumsum()).sum() * 0 + rng.choice(len(p))", "alike"),
        (CHOICE, "int(rng.random() > p[0])", "topic 2, 3, 4"),
        (CHOICE, "int(rng.random() < p[1])", "topic 2, 3, 4"),
        (CHOICE, "rng.choice(2, p=p[:2] / p[:2].sum())", "topic 2, 3, 4"),
        (CHOICE, "rng.choice(len(p[:3]), p=p[:3] / p[:3].sum())", "topic 3, 4"),
        (CHOICE, "rng.choice(len(p) - 1, p=p[:-1] / p[:-1].sum())", "topic 4"),
        (f"new = {CHOICE}", f"new = {CHOICE}\n        if p[new] < p[old]:\n"
         "            new = old", "turned down"),
        (f"new = {CHOICE}", "p[old] = 0\n"
         "        new = rng.choice(len(p), p=p / p.sum())", "a token may stay"),
        ("alpha, eta)\n        new", "eta, alpha)\n        new ", "exchanged"),
        ("old = topics[i]", "if i == 0:\n            continue\n        old = topics[i]",
         "first token is left out"),
        ("old = topics[i]", "if i == len(docs) - 1:\n            continue\n"
         "        old = topics[i]", "last token is left out"),
        (OWN, MINE + "(n_dk[d] - mine + alpha) * (n_wk[w] - mine + eta)\n"
         "        p = p / (n_k + len(n_wk) * eta)\n        p = p / p.sum()",
         "still in n_k while"),
        (OWN, MINE + "(n_dk[d] - mine + alpha) * (n_wk[w] + eta)\n"
         "        p = p / (n_k + len(n_wk) * eta)\n        p = p / p.sum()",
         "still in n_wk and n_k"),
        (OWN, MINE + "(n_dk[d] - mine + alpha) * (n_wk[w] - mine + eta)\n"
         "        p = p / p.sum()", "division by n_k"),
        (OWN, MINE + "(n_dk[d] - mine + alpha) * (n_wk[w] - mine + eta)\n"
         "        p = p / (n_k - mine + eta)\n        p = p / p.sum()", "V * eta"),
        (MOVES, "n_dk[d, old] -= 1\n        n_dk[d, new] += 1\n"
         "        n_wk[w, old] -= 1\n        n_wk[w, new] += 1\n"
         "        if i == len(docs) - 1:\n"
         "            n_k = n_wk.sum(axis=0)", "n_k is brought"),
        (MOVES, f"for i, d in enumerate(docs[:0]):\n            pass\n        {MOVES}\n"
         "        if i == len(docs) - 1:\n"
         "            return topics, n_wk, n_dk, n_k", "`n_wk` are exchanged"),
        (MOVES, f"{MOVES}\n        if i == len(docs) - 1:\n"
         "            return n_dk, n_wk, n_k, topics", "another order"),
    ],
}
