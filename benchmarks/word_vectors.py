"""Word vectors: speed against gensim, and analogies on the grammar with its controls.

    make bench    or    python benchmarks/word_vectors.py [--rounds 3] [--words 2100000]

1. Words per CPU second of one epoch of skip-gram, in turns: D 100, window 5, 5
   negatives, sample 1e-3, words that stand twice or more, gensim with workers=1 (the
   seconds of all its threads). The text is drawn from Zipf's law, p(w) ∝ 1 / (w + 2.7),
   40,000 words. Once the whole fit, once without counting and numbering the words.
2. Analogies at equal epochs and learning rate, 200,000 words of the grammar.
3. Analogies on 600,000 words: Word2Vec, GloVe and the controls. All words are
   candidates; "factor words" are the 128 subjects alone.

Without gensim (`make bench` installs it), only the third part runs.
"""

import argparse
import os
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from minivae.data import make_grammar
from minivae.embeddings import (
    GloVe,
    Word2Vec,
    answer_analogies,
    count_cooccurrences,
    ppmi,
    ppmi_vectors,
)
from minivae.embeddings.sentences import encode

try:
    import gensim
except ImportError:
    gensim = None


def cpu(run):
    start = time.process_time()
    result = run()
    return time.process_time() - start, result


def zipf_text(n, V=40_000):
    """Sentences of 10 to 34 words, n words in all."""
    rng = np.random.default_rng(0)
    p = 1 / (np.arange(V) + 2.7)
    names = np.array([f"w{w}" for w in range(V)], dtype=object)
    words = names[rng.choice(V, n, p=p / p.sum())].tolist()
    ends = np.cumsum(rng.integers(10, 35, n // 10))
    starts = np.append(0, ends)
    return [words[a:b] for a, b in zip(starts, ends, strict=False) if a < n]


def theirs(sentences, epochs, learning_rate, min_count, seed=1):
    """Return gensim's vectors, and the CPU seconds of its two steps."""
    model = gensim.models.Word2Vec(
        vector_size=100,
        window=5,
        sg=1,
        hs=0,
        negative=5,
        sample=1e-3,
        workers=1,
        min_count=min_count,
        epochs=epochs,
        alpha=learning_rate,
        seed=seed,
    )
    reading, _ = cpu(lambda: model.build_vocab(sentences))
    n = len(sentences)
    training, _ = cpu(lambda: model.train(sentences, total_examples=n, epochs=epochs))
    return model.wv, reading, training


def speed(n, rounds):
    sentences = zipf_text(n)
    Word2Vec(100, epochs=1, progress=False).fit(sentences[:99])  # compiles
    rows = []
    for _ in range(rounds):
        _, reading, training = theirs(sentences, 1, 0.025, 2)
        model = Word2Vec(100, min_count=2, epochs=1, random_state=0, progress=False)
        ours, _ = cpu(lambda m=model: m.fit(sentences))
        numbering, _ = cpu(lambda: encode(sentences, 2, "the benchmark"))
        rows.append((reading + training, training, ours, ours - numbering))
    whole, training, ours, rest = np.array(rows).T
    print(f"\n{n:,} words, one epoch, {rounds} rounds: minivae / gensim, words per s")
    for name, a, b in (("whole fit", whole, ours), ("training", training, rest)):
        each = " ".join(f"{ratio:.2f}" for ratio in a / b)
        print(f"  {name}: {np.median(a / b):.2f} ({each})")


class Judge:
    """The share of right answers to the questions of a grammar."""

    def __init__(self, grammar):
        self.grammar = grammar

    def rows(self, vocabulary):
        number = {word: w for w, word in enumerate(vocabulary)}
        return np.array([[number[w] for w in q] for q in self.grammar.questions])

    def show(self, name, vectors, vocabulary, seconds=None):
        rows = self.rows(vocabulary)
        subjects = np.isin(np.array(vocabulary), list(self.grammar.factors))
        right = answer_analogies(vectors, rows[:, :3]) == rows[:, 3]
        among = answer_analogies(vectors, rows[:, :3], subjects) == rows[:, 3]
        factors = self.grammar.question_factors
        each = " ".join(
            f"{factor} {right[factors == factor].mean():.3f}"
            for factor in dict.fromkeys(factors)
        )
        spent = "" if seconds is None else f", {seconds:.1f} CPU s"
        print(
            f"  {name:28s} {right.mean():.3f} ({each}); factor words "
            f"{among.mean():.3f}{spent}",
            flush=True,
        )

    def nearest(self, vectors, vocabulary):
        """Answer with the word that is nearest to c, whatever a and b are."""
        a, b, c, d = self.rows(vocabulary).T
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        scores = unit[c] @ unit.T
        np.put_along_axis(scores, np.stack([a, b, c], axis=1), -np.inf, axis=1)
        print(f"  {'nearest word to c':28s} {(scores.argmax(axis=1) == d).mean():.3f}")


def equal_epochs(seeds):
    print("\n200,000 words, 10 epochs, learning rate .05")
    for seed in range(seeds):
        grammar = make_grammar(200_000, random_state=seed)
        model = Word2Vec(100, learning_rate=0.05, random_state=seed, progress=False)
        seconds, _ = cpu(lambda m=model, g=grammar: m.fit(g.sentences))
        judge = Judge(grammar)
        judge.show(f"minivae, seed {seed}", model.vectors_, model.vocabulary_, seconds)
        wv, *parts = theirs(grammar.sentences, 10, 0.05, 1, seed + 1)
        judge.show(f"gensim, seed {seed}", wv.vectors, wv.index_to_key, sum(parts))


def analogies(n, seeds):
    print(f"\n{n:,} words of the grammar: share of right answers")
    for seed in range(seeds):
        grammar = make_grammar(n, random_state=seed)
        text, judge = grammar.sentences, Judge(grammar)
        for rate in (0.025, 0.05):
            model = Word2Vec(learning_rate=rate, random_state=seed, progress=False)
            seconds, _ = cpu(lambda m=model, t=text: m.fit(t))
            name = f"Word2Vec, rate {rate}, seed {seed}"
            judge.show(name, model.vectors_, model.vocabulary_, seconds)
        judge.nearest(model.vectors_, model.vocabulary_)
        model = GloVe(random_state=seed, progress=False)
        seconds, _ = cpu(lambda m=model, t=text: m.fit(t))
        words, both = model.vocabulary_, model.vectors_ + model.context_vectors_
        judge.show(f"GloVe, seed {seed}", model.vectors_, words, seconds)
        judge.show("  w + c", both, words)
        counts, words = count_cooccurrences(text, harmonic=False)
        judge.show("log counts", np.log1p(counts.toarray()), words)
        judge.show("PPMI rows", ppmi(counts), words)
        seconds, vectors = cpu(lambda c=counts: ppmi_vectors(c, 100))
        judge.show("PPMI by SVD, 100", vectors, words, seconds)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--words", type=int, default=2_100_000)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    if gensim is None:
        print("gensim is not installed: its two parts are left out")
    else:
        speed(arguments.words, arguments.rounds)
        equal_epochs(min(arguments.seeds, 2))
    analogies(600_000, arguments.seeds)


if __name__ == "__main__":
    main()
