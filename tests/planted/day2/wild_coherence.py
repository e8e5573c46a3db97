"""Planted wrong answers of TopicsInTheWild's coherence: (old, new, a word it says)."""

# fmt: off
JOINT = "np.mean(present[:, i] & present[:, j])"
SCORE = "np.log(both / chance) / -np.log(both)"
CHANCE = "present[:, i].mean() * present[:, j].mean()"

PLANTED = {
    "npmi": [
        (SCORE, "np.log(both / chance) / np.log(both)", "negative"),
        (SCORE, "np.log(both / chance)", "PMI"),
        (SCORE, "np.log(both / chance) / -np.log(chance)", "joint"),
        (SCORE, "np.log(both) / -np.log(both)", "chance is not"),
        (CHANCE, "present[:, i].mean()", "Only p"),
        (CHANCE, "present[:, j].mean()", "Only p"),
        (CHANCE, "present[:, i].sum() * present[:, j].sum() / len(X)", "divide by N"),
        (CHANCE, "X[:, words[i]].mean() * X[:, words[j]].mean()", "mean count"),
        (CHANCE, "X[:, words[i]].sum() * X[:, words[j]].sum() / X.sum()**2", "tokens"),
        (JOINT, "np.mean(present[:, i] | present[:, j])", "one word or the other"),
        ("score = -1.0", "score = 0.0", "never meets"),
        ("score = -1.0", "continue", "never meets"),
        ("if both == 0:\n                score = -1.0\n            elif", "if",
         "never meets"),
        ("score = 0.0", "score = 1.0", "every document"),
        ("elif both == 1:", "elif both == 2:", "every document"),
        (JOINT, f"{JOINT} + 1e-6", "should be"),
        ("scores.append(score)", "scores += [score, 1.0]", "should be"),
        ("scores.append(score)", "scores.append(score if j == 0 else 0)", "should be"),
        ("scores.append(score)", "scores = [score]", "comes last"),
        ("scores.append(score)", "scores.append(score * len(words))", "should be"),
        (CHANCE, "X[:, i].astype(bool).mean() * X[:, j].astype(bool).mean()",
         "words[i]"),
        ("present[:, i] & present[:, j])", "(X[:, i] > 0) & (X[:, j] > 0))",
         "words[i]"),
        (JOINT, "np.mean((X[:, i] > 0) & (X[:, j] > 0))\n            present = X > 0",
         "first columns"),
        (SCORE, "np.log(both / present[:, i].mean() * present[:, j].mean())"
         " / -np.log(both)", "Brackets"),
        (SCORE, "np.log(both / present[:, j].mean() * present[:, i].mean())"
         " / -np.log(both)", "Brackets"),
        (SCORE, "max(0, np.log(both / chance) / -np.log(both))", "below 0"),
        (SCORE, "np.log2(both / chance) / -np.log(both)", "logarithm"),
        (SCORE, "np.log(both / chance) / -np.log2(both)", "logarithm"),
        (SCORE, "np.log10(both / chance) / -np.log(both)", "logarithm"),
        ("return np.mean(scores)", "return np.median(scores)", "median"),
        ("return np.mean(scores)", "return np.sum(scores)", "sum over"),
        (JOINT, "np.mean(X[:, words[i]] * X[:, words[j]])", "Counts are multiplied"),
        (SCORE, "np.abs(np.log(both / chance)) / -np.log(both)", "abs"),
        (SCORE, "abs(np.log(both / chance) / np.log(both))", "abs"),
        ("if both == 0", "if both < 1e-3", "not never"),
        ("if both == 0", "if both < 0.1", "should be"),
        ("elif both == 1", "elif both > 0.99", "all of 20,000 documents but 1"),
        ("elif both == 1", "elif both > 0.9", "all of 20,000 documents but 1"),
        (JOINT, "np.sum(present[:, i] & present[:, j])", "N in p(w, v), too"),
        (CHANCE, "present[:, i].sum() * present[:, j].sum()", "p(w) and p(v), too"),
        (f"both = {JOINT}", "both = np.sum(present[:, i] & present[:, j])\n"
         "            N = len(X)", "N in p(w, v), too"),
        (CHANCE, "present[:, i].mean() + present[:, j].mean()", "added"),
        (JOINT, "np.mean((X[:, words[i]] == 1) & (X[:, words[j]] == 1))",
         "p(w, v) asks for exactly 1"),
        (JOINT, "np.mean((X[:, words[i]] > 1) & (X[:, words[j]] > 1))",
         "p(w, v) asks for more than 1"),
        ("X[:, words] > 0", "X[:, words] == 1", "yours asks for exactly 1"),
        ("X[:, words] > 0", "X[:, words] > 1", "yours asks for more than 1"),
        (JOINT, "(np.sum(present[:, i] & present[:, j]) + 1) / len(X)", "One is added"),
    ],
}
