"""Planted wrong answers of GraphicalModels: (old text, new text, a word)."""

# fmt: off
ROWS = "rows = prod(sizes[p] for p in above)"
FREE = "free += (size - 1) * rows"
RETURN = "return free"
LOOK = "tables[d][tuple(x[:, q] for q in above)]"
DRAW = "x[:, d] = rng.random(n) < p"
PHI = "(n_words + s) / (n_words.sum(axis=1, keepdims=True) + s * V)"
PRIOR = "np.log(n_docs / n_docs.sum())"
LOGS = f"x @ np.log(phi).T + {PRIOR}"
EXP = "np.exp(log_joint - log_joint.max(axis=1, keepdims=True))"
NORMALISED = "p / p.sum(axis=1, keepdims=True)"
LOOP = "for token in [*sentence, END]:"
STEP = "total += np.log(p(token, previous))"
MOVE = "        previous = token\n"
TOTAL = "    return total"
JOINT = "joint = np.prod(theta[topics] * phi[topics, words])"
TERM = "marginal += np.prod(theta[z] * phi[z, words])"
EVERY = "product(range(len(theta)), repeat=len(words))"

PLANTED = {
    "count_parameters": [
        ("(size - 1) * rows", "size * rows", "last number is not free"),
        ("(size - 1) * rows", "size * rows - 1", "per table"),
        (RETURN, "return sum(s * prod(sizes[p] for p in up) for s, up in "
                 "zip(sizes, parents)) - 1", "in all"),
        (RETURN, "return prod(sizes) - 1", "full table"),
        (RETURN, "return prod(sizes)", "cells"),
        ("prod(sizes[p] for p in above)", "sum(sizes[p] for p in above)", "gets 0"),
        ("prod(sizes[p] for p in above)", "sum(sizes[p] for p in above) or 1",
         "are added"),
        (ROWS, "rows = max(1, len(above))", "number of parents"),
        (ROWS, "rows = len(above)", "0 at a root"),
        ("prod(sizes[p] for p in above)", "prod(sizes[p] - 1 for p in above)",
         "do not take 1"),
        (ROWS, "rows = 2 ** len(above)", "two values"),
        (FREE, "free += (size - 1) * rows * bool(above)", "without parents has"),
        (ROWS, "rows = 1", "left out"),
        (FREE, "free += rows", "1 long"),
        ("prod(sizes[p] for p in above)", "prod(above)", "its place"),
        ("free += ", "free = ", "should be"),
        (ROWS, "rows = np.prod([sizes[p] for p in above], dtype=np.int64)", "2^63"),
        ("free += (size - 1) * rows", "free += 0", "should be"),
        (RETURN, "return [free]", "one number"),
        (RETURN, "print(free)", "return"),
        (RETURN, "return 5", "should be"),
    ],
    "ancestral_sample": [
        (LOOK, "np.mean(tables[d])", "mean of the table"),
        (LOOK, "tables[d].flat[0]", "all parents are 0"),
        (LOOK, "tables[d].flat[-1]", "all parents are 1"),
        ("rng.random(n) < p", "rng.random(n) > p", "exchanged"),
        (LOOK, "tables[d][tuple(x[:, q] for q in above[::-1])]", "another order"),
        (LOOK, "tables[d][tuple(x[0, q] for q in above)]", "should be"),
        (LOOK, "tables[d][tuple(x[:, q] * 0 for q in above)]", "parents are 0"),
        (LOOK, "tables[d][tuple(rng.permutation(x[:, q]) for q in above)]",
         "drawn by itself"),
        (DRAW, "x[:, d] = rng.random() < p", "should be"),
        (DRAW, "x[:, d] = np.random.default_rng(0).random(n) < p", "new one"),
        (DRAW, "x[:, d] = np.random.default_rng().random(n) < p", "same seed"),
        (DRAW, "x[:, d] = p > 0.5", "new one"),
        (DRAW, "x[:, d] = p", "new one"),
        ("rng.random(n) < p", "(u := rng.random(n) if d == 0 else u) < p", "afresh"),
        (DRAW, "pass", "new one"),
        ("return x", "return x.T", "shape"),
        ("return x", "return x == 1", "whole numbers"),
        ("return x", "return x.astype(float)", "whole numbers"),
        ("return x", "return x.tolist()", "NumPy array"),
        ("return x", "return 2 * x", "0 and 1 only"),
        ("return x", "return rng.permuted(x, axis=0)", "drawn by itself"),
        (DRAW, "x[:, d] = rng.normal(size=n) < p", "should be"),
    ],
    "class_posterior": [
        (f" + {PRIOR}", "", "prior is missing"),
        (PRIOR, "n_docs", "n_docs itself"),
        (PRIOR, "n_docs / n_docs.sum()", "without its logarithm"),
        (PRIOR, "np.log(n_words.sum(axis=1) / n_words.sum())", "share of documents"),
        (PHI, "n_words / n_words.sum(axis=1, keepdims=True)", "no smoothing"),
        (PHI, "n_words / n_words.sum(axis=1, keepdims=True) + 1e-10", "tiny"),
        (" + s * V)", ")", "below"),
        ("+ s * V)", "+ s)", "s once"),
        ("+ s * V)", "+ V)", "without s"),
        ("+ s * V)", "+ s * len(n_words))", "s C"),
        (PHI, "(n_words + 1) / (n_words.sum(axis=1, keepdims=True) + V)", "in place"),
        (PHI, "(n_words + s) / (n_words + s).sum(axis=0)", "own sum"),
        (PHI, "(n_words + s) / (n_words + s).sum()", "own sum"),
        (PHI, "n_words + s", "own sum"),
        (PHI, "(n_words + s) / (n_docs[:, None] + s * V)", "number of documents"),
        ("x @ np", "(x > 0) @ np", "x is a count"),
        ("x @ np.log(phi).T", "x @ phi.T", "without the logarithm"),
        ("np.log(phi).T", "np.log(phi)", "transposed"),
        (f"return {NORMALISED}", f"return np.log({NORMALISED})", "logarithm of the"),
        (f"return {NORMALISED}", "return log_joint", "log p(x, c)"),
        (f"return {NORMALISED}", "return np.exp(log_joint)", "That is p(x, c)"),
        (f"return {NORMALISED}", "return p", "largest entry"),
        (NORMALISED, "p / p.sum(axis=0)", "should be"),
        (f"return {NORMALISED}", "return log_joint / log_joint.sum(axis=1, "
                                 "keepdims=True)", "np.exp first"),
        (f"return {NORMALISED}", f"return ({NORMALISED}).T", "side"),
        (f"return {NORMALISED}", "return log_joint.argmax(axis=1)", "best class"),
        (EXP, "np.exp(log_joint)", "2,500 words"),
        (EXP, "np.exp(log_joint - log_joint.max())", "NaN"),
        (EXP, "np.exp(np.maximum(log_joint, -600))", "clip nothing"),
        (f"return {NORMALISED}", f"return ({NORMALISED}).tolist()", "NumPy array"),
        (f"return {NORMALISED}", f"x += 1\n    return {NORMALISED}", "writes into"),
        (PHI, "(n_words + s) / (n_words.sum(axis=1, keepdims=True) + s * 5)",
         "should be"),
        ("s=1.0", "s=0.5", "unless it is given"),
        (NORMALISED, "p / p.sum(axis=1)", "another row's sum"),
        (EXP, "np.exp(log_joint - log_joint.max(axis=1))", "of another row"),
        ("(n_words.sum(axis=1, keepdims=True) + s * V)",
         "(n_words.sum(axis=1) + s * V)", "keepdims"),
        (PRIOR, "np.log((n_docs + s) / (n_docs + s).sum())", "got it, too"),
        (PRIOR, "np.log((n_docs + 1) / (n_docs + 1).sum())", "plain share"),
        (LOGS, f"(x > 0) @ np.log(phi).T + (x == 0) @ np.log(1 - phi).T + {PRIOR}",
         "Bernoulli"),
    ],
    "sentence_log_prob": [
        (LOOP, "for token in sentence:", "end is missing"),
        ("previous, total = START, 0.0", "previous, total = sentence[0], 0.0",
         "should be"),
        (MOVE, "", "stays START"),
        (MOVE, "        previous = sentence[0]\n", "first token"),
        (TOTAL, "    return np.exp(total)", "probability"),
        ("np.log(p(token, previous))", "p(token, previous)", "are added"),
        (TOTAL, "    return total / (len(sentence) + 1)", "mean per token"),
        (TOTAL, "    return total / max(1, len(sentence))", "number of tokens"),
        ("np.log(p", "np.log2(p", "base 2"),
        ("np.log(p", "np.log10(p", "base 10"),
        (TOTAL, "    return -total", "at most 0"),
        ("p(token, previous)", "p(previous, token)", "order is p(token"),
        (STEP, "total = np.log(p(token, previous))", "last step"),
        (TOTAL, "        return total", "within the loop"),
        (LOOP, "for token in [START, *sentence, END]:", "START as the next"),
        ("np.log(p(token, previous))", "np.log(p(token, previous) + 1e-12)",
         "-inf"),
        ("np.log(p(token, previous))", "np.log(max(p(token, previous), 1e-9))",
         "-inf"),
        (TOTAL, "    return [total]", "one number"),
        (TOTAL, "    print(total)", "return"),
        (LOOP, 'for token in [*sentence, "end"]:', "not a token of"),
        (STEP, "total += np.log(p(token, previous)) if previous != START else 0",
         "beginning is missing"),
        ("previous, total = START, 0.0\n", "previous, total = START, 0.0\n    return "
         "np.log(np.prod([p(b, a) for a, b in zip([START, *sentence], "
         "[*sentence, END])]))\n", "4,000"),
        (LOOP, "for token in sentence[:-1]:", "should be"),
        ("previous, total = START, 0.0\n", "previous, total = START, 0.0\n    return "
         "sum(np.log(p(sentence[t], sentence[t - 1])) for t in "
         "range(len(sentence)))\n", "end is missing"),
        ("previous, total = START, 0.0\n", "previous, total = (sentence or [START])"
         "[-1], 0.0\n", "looks at the last"),
        ("previous, total = START, 0.0\n", "previous, total = START, 0.0\n    "
         "sentence[0]\n", "empty sentence"),
        ("np.log(p(token, previous))", "__import__('math').log(p(token, previous))",
         "math.log(0)"),
        (LOOP, "sentence.append(END)\n    for token in sentence:", "belongs to the"),
        (TOTAL, "    s = [START, *sentence, END]\n    return sum(np.log(p(b, a)) for "
                "a, b in zip(s, s[2:]))", "one before it"),
        ("np.log(p(token, previous))", "np.log(np.mean([p(token, h) for h in [START, "
         "*'abc']])) if token in sentence[2:3] else np.log(p(token, previous))",
         "should be"),
    ],
    "joint_and_marginal": [
        (JOINT, "joint = np.prod(phi[topics, words])", "theta is missing"),
        (JOINT, "joint = np.prod(theta[topics])", "phi is missing"),
        ("phi[topics, words]", "phi[topics][words]", "rows of rows"),
        ("phi[topics, words]", "phi[words, topics]", "row per topic"),
        (JOINT, "joint = np.sum(theta[topics] * phi[topics, words])", "are added"),
        (JOINT, "joint = np.prod(theta[list(set(topics))]) * "
                "np.prod(phi[topics, words])", "comes again"),
        (JOINT, "joint = theta[topics[0]] * np.prod(phi[topics, words])",
         "first word only"),
        (JOINT, "joint = np.log(np.prod(theta[topics] * phi[topics, words]))",
         "its logarithm"),
        (JOINT, "joint = theta[topics] * phi[topics, words]", "one number"),
        ("return joint, marginal", "return marginal, joint", "exchanged"),
        ("return joint, marginal", "return joint", "2 things"),
        ("return joint, marginal", "return marginal", "2 things"),
        ("return joint, marginal", "return joint, np.sum(theta * "
         "np.prod(phi[:, words], axis=1))", "one topic writes"),
        ("return joint, marginal",
         "return joint, marginal / len(theta) ** len(words)", "mean over the"),
        (TERM, "marginal = max(marginal, np.prod(theta[z] * phi[z, words]))",
         "likeliest"),
        (TERM, "marginal += np.prod(phi[z, words])", "theta is missing"),
        (TERM, "marginal += np.prod(phi[z, words]) / len(theta) ** len(words)",
         "alike"),
        (TERM, "marginal += np.prod(theta[z] * phi[z, words]) * (z == sorted(z))",
         "ascending"),
        (TERM, "marginal += np.prod(theta[z] * phi[z, words]) * "
               "(len(set(z)) == len(z))", "used once"),
        (TERM, "marginal += np.prod(theta[z] * phi[z, words]) * (z != topics)",
         "left out"),
        ("return joint, marginal", "return joint, joint", "joint once more"),
        (TERM, "marginal += np.prod(theta[topics] * phi[topics, words])",
         "should be"),
        ("return joint, marginal", "return joint, (theta @ phi[:, words]).sum()",
         "multiply over"),
        (EVERY, "product(range(2), repeat=len(words))", "should be"),
        (EVERY, "product(range(len(theta)), repeat=3)", "broadcast"),
        ("return joint, marginal", "return joint, np.log(marginal)", "its logarithm"),
        ("z = list(z)", "z = z", "raised"),
        ("marginal = 0.0", "marginal = 1.0", "should be"),
        ("marginal = 0.0", "theta /= 2\n    marginal = 0.0", "writes into"),
    ],
}
