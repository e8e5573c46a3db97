"""Skip-gram with negative sampling: a word is known by the words around it.

The idea: go through a text. For each word w and each word c near it, ask the vectors
"did this pair come from the text?" (say yes), and for K words n_k drawn at random ask
the same of w and n_k (say no). Words with the same neighbours get similar vectors.

    p(yes | w, c) = σ(u_w · v_c),   σ(l) = 1 / (1 + e^-l)
    L = -log σ(u_w · v_c) - Σ_k log σ(-u_w · v_(n_k))       the loss of one pair

Every word has two vectors: u_w in the middle, v_c as a neighbour. We keep u.

V words, D numbers a vector, n words of text, K negatives. Mikolov et al. (2013).
Run it: python skipgram.py
"""

import numpy as np


def start(V, D, rng):
    """Small random u, and v = 0: (V, D) each."""
    return rng.uniform(-0.5, 0.5, (V, D)) / D, np.zeros((V, D))


def pair(u, v, y):
    """L of one pair, dL/du and dL/dv. u: (D,), v: (1 + K, D), y: 1 for c, 0 for n_k."""
    l = v @ u
    # -log σ(l) = log(1 + e^-l), and for the negatives log(1 + e^l); logaddexp(0, a) is
    # log(1 + e^a) without overflow.
    loss = np.logaddexp(0, np.where(y == 1, -l, l)).sum()

    # was: dL/dl_j = -1 / (1 + e^l_j) for c, and 1 / (1 + e^-l_j) for a negative;
    # so now: both are σ(l_j) - y_j, what the vectors say minus what they should say.
    error = 1 / (1 + np.exp(-l)) - y
    return loss, error @ v, np.outer(error, u)  # u is in all scores, v_j in one


def epoch(words, sentences, reach, rates, negatives, u, v):
    """Go through the text once and move u and v; the loss of each pair.

    words, sentences, reach, rates: (n,), the word at each place, its sentence, how far
    its window goes, its learning rate. negatives: (at least as many as pairs, K).
    """
    losses = []
    for i, w in enumerate(words):
        for j in range(max(0, i - reach[i]), min(len(words), i + reach[i] + 1)):
            if j == i or sentences[j] != sentences[i]:
                continue
            drawn = negatives[len(losses)]  # (K,)
            targets = np.append(words[j], drawn[drawn != words[j]])  # c is no negative
            y = np.arange(len(targets)) == 0
            loss, du, dv = pair(u[w], v[targets], y)
            u[w] -= rates[i] * du
            np.subtract.at(v, targets, rates[i] * dv)  # drawn twice: both count
            losses.append(loss)
    return losses


def train(words, sentences, V, D, window, K, epochs, rate, rng):
    """Return u and v: (V, D), and the mean loss of each epoch."""
    noise = np.bincount(words, minlength=V) ** 0.75  # between frequency and all alike
    (u, v), n, history = start(V, D, rng), len(words), []
    for e in range(epochs):
        reach = rng.integers(1, window + 1, n)  # near words are taken more often
        negatives = rng.choice(V, (2 * reach.sum(), K), p=noise / noise.sum())
        rates = rate * (1 - (e + np.arange(n) / n) / epochs)  # falls to 0
        history.append(np.mean(epoch(words, sentences, reach, rates, negatives, u, v)))
    return u, v, history


def analogy(u, a, b, c):
    """The d with the largest cosine to b - a + c, of unit vectors; not a, b or c."""
    unit = u / np.linalg.norm(u, axis=1, keepdims=True)  # (V, D)
    scores = unit @ (unit[b] - unit[a] + unit[c])  # (V,)
    scores[[a, b, c]] = -np.inf
    return scores.argmax()


if __name__ == "__main__":
    from minivae.data import make_grammar

    # A generated text, without the words that tell nothing of a person.
    world = make_grammar(120_000, random_state=0)
    known = {word: own for word, own in world.factors.items() if "gender" in own}
    cues = [pool for (f, _), (pool, _) in world.cues.items() if f in known["king"]]
    kept = set(known).union(*cues)
    text = [[word for word in sentence if word in kept] for sentence in world.sentences]
    names = sorted(kept)
    number = {word: w for w, word in enumerate(names)}
    words = np.array([number[word] for sentence in text for word in sentence])
    sentences = np.repeat(np.arange(len(text)), [len(sentence) for sentence in text])
    rng = np.random.default_rng(0)
    u, v, history = train(words, sentences, len(names), 20, 5, 5, 4, 0.1, rng)

    print(f"{len(words):,} words; loss per pair:", *(f"{loss:.3f}" for loss in history))
    asked = [[number[w] for w in q] for q in world.questions if q[0] in known]
    right = sum(analogy(u, a, b, c) == d for a, b, c, d in asked)
    print(f"analogies right: {right:,} of {len(asked):,}")
    for q in (("king", "queen", "uncle"), ("king", "kings", "actress")):
        a, b, c = (number[word] for word in q)
        print(f"{q[0]} is to {q[1]} as {q[2]} is to {names[analogy(u, a, b, c)]}")
