"""Planted wrong answers of GraphicalModels: (old text, new text, a word)."""

# fmt: off
ROWS = "rows = prod(sizes[p] for p in above)"
RETURN = "return free"
LOOK = "tables[d][tuple(x[:, q] for q in above)]"
DRAW = "x[:, d] = rng.random(n) < p"
PHI = "(n_words + s) / (n_words.sum(axis=1, keepdims=True) + s * V)"
LOGS = "x @ np.log(phi).T + np.log(n_docs / n_docs.sum())"
EXP = "np.exp(log_joint - log_joint.max(axis=1, keepdims=True))"
NORMALISED = "p / p.sum(axis=1, keepdims=True)"
LOOP = "for token in [*sentence, END]:"
LOG = "np.log(p(token, previous))"
BEGIN = "previous, total = START, 0.0\n"
PRODUCT = "np.prod([p(b, a) for a, b in zip([START, *sentence], [*sentence, END])])"
EMPTY = f"{BEGIN}    if not sentence:\n        return "
JOINT = "joint = np.prod(theta[topics] * phi[topics, words])"
EVERY = "product(range(len(theta)), repeat=len(words))"

PLANTED = {
    "count_parameters": [
        (ROWS, "rows = np.prod([sizes[p] for p in above], dtype=np.int64)", "2^63"),
        (ROWS, "rows = np.prod([sizes[p] for p in above])", "a float"),
        (RETURN, "return float(free)", "a float"),
        (RETURN, "return free if len(sizes) < 70 else float(free)", "not exact"),
        (ROWS, "rows = prod(sizes[p] for p in above[:5])", "size of the numbers"),
        (RETURN, "return int(sum((s - 1) * np.prod([sizes[p] for p in up]) for s, up "
                 "in zip(sizes, parents)))", "also if int"),
        (RETURN, "return np.sum([(s - 1) * prod(sizes[p] for p in up) for s, up in zip(sizes, parents)])", "3 · 2^62"),
        (ROWS, "rows = sum(1 for _ in product(*[range(sizes[p]) for p in above]))", "goes through the rows"),
        (RETURN, "sizes[0] -= 1\n    return free", "belongs to the caller"),
        (RETURN, "return np.array([free])", "Add up the tables"),
        (RETURN, "return 5", "should be"),
    ],
    "ancestral_sample": [
        (LOOK, "np.mean(tables[d])", "mean of the table"),
        (LOOK, "tables[d].flat[-1]", "all parents are 1"),
        ("rng.random(n) < p", "rng.random(n) > p", "exchanged"),
        (LOOK, "tables[d][tuple(x[:, q] for q in above[::-1])]", "another order"),
        (LOOK, "tables[d][tuple(x[0, q] for q in above)]", "in row 0"),
        (LOOK, "tables[d][tuple(x[-1, q] for q in above)]", "in the last row"),
        (LOOK, "tables[d][tuple(x[:, q] for q in sorted(above))]", "sorted"),
        (LOOK, "tables[d][(*(x[:, q] for q in above[:1]), ...)].reshape(len(x) if "
               "above else 1, -1).mean(axis=1)", "first parent"),
        ("in enumerate(parents):", "in list(enumerate(parents))[::-1]:", "forwards"),
        (DRAW, "x[:, d] = (rng.random(n) < p) * bool(above)", "never drawn"),
        (DRAW, "x[:, d] = (rng.random(n) < p) * (not above)", "Only variables without"),
        (LOOK, "tables[d][tuple(rng.permutation(x[:, q]) for q in above)]", "drawn by itself"),
        (DRAW, "x[:, d] = rng.random() < p", "draw n numbers"),
        (DRAW, "x[:, d] = np.random.default_rng(0).random(n) < p", "of your own"),
        (DRAW, "x[:, d] = np.random.default_rng().random(n) < p", "same seed"),
        (DRAW, "x[:, d] = p", "becomes 0"),
        ("rng.random(n) < p", "(u := rng.random(n) if d == 0 else u) < p", "new one for"),
        (DRAW, "x[:, d] = rng.random(n) < np.clip(p, 0.01, 0.99)", "left to chance"),
        (DRAW, "x[:, d] = np.arange(n) % 2", "not used"),
        ("return x", "return x.T", "shape"),
        ("    return x", "        return x", "within the loop"),
        (LOOK, "tables[d][[x[:, q] for q in above]]", "first axis"),
        (LOOK, "tables[d][np.array([x[:, q] for q in above])]", "used as indices"),
        (LOOK, "tables[d][[x[:, q] for q in above] if above else ()]", "first axis"),
        (LOOK, "tables[d][()] if not above else tables[d][x[:, above[0]]] if "
               "len(above) == 1 else tables[d][x[:, above[0]], x[:, above[1]]]",
         "any number"),
        (DRAW, "x[:, d] = rng.permutation((np.arange(n) + 0.5) / n) < p", "itself a matter of chance"),
        ("return x", "return x.astype(float)", "whole numbers"),
        ("return x", "return 2 * x", "0 and 1 only"),
        (DRAW, "x[:, d] = rng.normal(size=n) < p", "table of d holds"),
    ],
    "class_posterior": [
        (LOGS, f"({LOGS}).astype(np.float32)", "not float32"),
        (f"return {NORMALISED}", f"return np.round({NORMALISED}, 6)", "round and"),
        (f"return {NORMALISED}", f"return np.clip({NORMALISED}, 1e-4, 1)", "clip nothing"),
        (EXP, EXP.replace("max", "mean"), "its mean"),
        (EXP, EXP.replace("max", "min"), "smallest"),
        (EXP, "np.exp(log_joint - log_joint[:, :1])", "first"),
        (EXP, "np.exp(log_joint)", "2,500 words"),
        (EXP, "np.exp(log_joint - log_joint.max())", "not the largest of all"),
        (EXP, "np.exp(np.maximum(log_joint, -600))", "clip nothing"),
        (EXP, "np.exp(np.maximum(log_joint - log_joint.max(), -600))", "an empty one"),
        (EXP, EXP.replace("(log", "(np.maximum(-15, log", 1) + ")", "Here each row"),
        ("s=1.0", "s=0.5", "unless it is given"),
    ],
    "sentence_log_prob": [
        ("p(token, previous)", "p(previous, token)", "order is p(token"),
        (LOG, "np.log(p(token, previous) + 1e-12)", "-inf"),
        (LOG, "__import__('math').log(p(token, previous))", "math.log(0)"),
        (LOOP, 'for token in [*sentence, "end"]:', "not a token of"),
        (LOOP, 'for token in [*sentence, "END"]:', "without quotes"),
        (LOOP, 'for token in [*sentence, END, "a"]:', "follows END"),
        (LOOP, "for token in [START, *sentence, END]:", "START after START"),
        (LOOP, "for token in sentence[:-1]:", "one factor per token"),
        (LOOP, "sentence.append(END)\n    for token in sentence:", "belongs to the"),
        ("= START, 0.0", '= "START", 0.0', "without quotes"),
        (BEGIN, f"{BEGIN}    return np.log({PRODUCT})\n", "500 tokens gives"),
        (BEGIN, f"{BEGIN}    return np.log({PRODUCT} + 1e-300)\n", "log p of 500"),
        (BEGIN, f"{EMPTY}0.0\n", "empty sentence has"),
        (BEGIN, f"{EMPTY}1.0\n", "at once"),
        (BEGIN, f"{EMPTY}sentence[0]\n", "looks for its first or last"),
        ("return total", "return np.array([total])", "Add the logarithms"),
    ],
    "joint_and_marginal": [
        (JOINT, "joint = theta[topics] * phi[topics, words]", "Multiply over"),
        ("return joint, marginal", "return joint, theta @ phi[:, words]", "Add up all"),
        ("return joint, marginal", "return marginal, joint", "exchanged"),
        ("return joint, marginal", "return joint", "2 things"),
        (JOINT, "words.reverse()\n    " + JOINT, "belongs to"),
        (EVERY, "product(range(len(theta)), repeat=3)", "broadcast"),
        ("z = list(z)", "z = z", "a list is three places"),
        ("marginal = 0.0", "marginal = 1.0", "should be"),
        ("* phi[topics, words]", "* np.maximum(phi[topics, words], 1e-3)", "is 0"),
        ("* phi[z, words]", "* np.maximum(phi[z, words], 1e-3)", "does not depend"),
    ],
}
