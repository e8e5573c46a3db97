"""Planted wrong answers of GraphicalModels, chains and topics."""

# fmt: off
LOOP = "for token in [*sentence, END]:"
STEP = "total += np.log(p(token, previous))"
MOVE = "        previous = token\n"
TOTAL = "    return total"
JOINT = "joint = np.prod(theta[topics] * phi[topics, words])"
TERM = "marginal += np.prod(theta[z] * phi[z, words])"
EVERY = "product(range(len(theta)), repeat=len(words))"

PLANTED = {
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
        ("np.log(p(token, previous))", "np.log(p(token, previous) + 1e-12)",
         "-inf"),
        ("np.log(p(token, previous))", "np.log(max(p(token, previous), 1e-9))",
         "-inf"),
        (TOTAL, "    return [total]", "one number"),
        (TOTAL, "    print(total)", "return"),
        (LOOP, 'for token in [*sentence, "end"]:', "not a token of"),
        (LOOP, 'for token in [*sentence, "END"]:', "without quotes"),
        ("= START, 0.0", '= "START", 0.0', "without quotes"),
        (LOOP, "for token in [*sentence[::-1], END]:", "backwards"),
        (TOTAL, "    return total + np.log(p(END, START)) - np.log(p(END, (sentence or "
                "[START])[-1]))", "follows the last token"),
        (STEP, "total += np.log(p(token, previous)) if previous != START else 0",
         "beginning is missing"),
        ("previous, total = START, 0.0\n", "previous, total = START, 0.0\n    return "
         "np.log(np.prod([p(b, a) for a, b in zip([START, *sentence], "
         "[*sentence, END])]))\n", "500 tokens"),
        ("previous, total = START, 0.0\n", "previous, total = START, 0.0\n    if not "
         "sentence:\n        return 0.0\n", "empty sentence has"),
        ("previous, total = START, 0.0\n", "previous, total = START, 0.0\n    if not "
         "sentence:\n        return -np.inf\n", "empty sentence has"),
        (LOOP, "for token in [START, *sentence, END]:", "START after START"),
        (LOOP, "previous = 'a'\n    for token in [START, *sentence, END]:",
         "START as the next"),
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
        (JOINT, "joint = np.sum(theta[topics]) * np.prod(phi[topics, words])",
         "theta are added"),
        ("return joint, marginal", "return np.prod(theta[z] * phi[z, words]), marginal",
         "other names"),
        ("marginal += ", "marginal = ", "last assignment alone"),
        ("    return joint, marginal", "        return joint, marginal",
         "first assignment alone"),
        ("return joint, marginal", "return joint, (theta[:, None] * phi[:, words])"
         ".prod(axis=1).sum()", "with theta^n"),
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
         "loop's z"),
        ("return joint, marginal", "return joint, (theta @ phi[:, words]).sum()",
         "multiply over"),
        (EVERY, "product(range(2), repeat=len(words))", "0 and 1 only"),
        (EVERY, "product(sorted(set(topics)), repeat=len(words))", "that were given"),
        (JOINT, "topics.reverse()\n    words.reverse()\n    "
                "joint = np.prod(theta[topics] * phi[topics, words])", "belongs to"),
        (JOINT, "topics.reverse()\n    joint = np.prod(theta[topics] * "
                "phi[topics, words])", "belongs to"),
        (EVERY, "product(range(len(theta)), repeat=3)", "broadcast"),
        ("return joint, marginal", "return joint, np.log(marginal)", "its logarithm"),
        ("z = list(z)", "z = z", "a list is three places"),
        ("marginal = 0.0", "marginal = 1.0", "should be"),
        ("marginal = 0.0", "theta /= 2\n    marginal = 0.0", "writes into"),
    ],
}
