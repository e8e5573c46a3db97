"""Day 2: graphical models, naive Bayes, chains, dice."""

from itertools import product
from math import comb

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from minivae.data import pets_and_pop, three_documents
from minivae.topics import MarkovChain, NaiveBayes

from .row import FIVE, Claim
from .texts import RHYME, by_country


def free_numbers(seed):
    """Free numbers of 20 questions: all arrows, none, one parent for all."""
    D = 20
    return {"ours": 2**D - 1, "baseline": D, "rival": 1 + 2 * (D - 1)}


def never_seen(seed):
    """Share of new days, 20 questions, whose answers 10,000 days never had."""
    rng, code = np.random.default_rng(seed), 2 ** np.arange(20)
    seen, new = ((rng.random((n, 20)) < 0.3) @ code for n in (10_000, 5000))
    one = [0.3**k * 0.7 ** (20 - k) for k in range(21)]
    exact = sum(comb(20, k) * q * (1 - q) ** 10_000 for k, q in enumerate(one))
    few = (rng.random((5000, 5)) < 0.3) @ code[:5]
    return {
        "ours": np.mean(~np.isin(new, seen)),
        "baseline": np.mean(~np.isin(few, seen & 31)),
        "rival": exact,
    }


def naive_bayes_equals(seed):
    """Largest difference of log p(c|x) from scikit-learn's, country of a report."""
    X, y = by_country()
    mine = NaiveBayes(smoothing=1.0).fit(X, y).predict_log_proba(X)
    theirs = MultinomialNB(alpha=1.0).fit(X, y).predict_log_proba(X)
    return {
        "ours": np.abs(mine - theirs).max(),
        "baseline": np.abs(mine - np.log(1 / 8)).max(),
    }


def naive_bayes_reads(seed):
    """Share of reports, five blocks, whose country is found."""
    X, y = by_country()
    order = np.random.default_rng(seed).permutation(len(y))
    right = {"ours": [], "rival": []}
    for test in np.array_split(order, 5):
        train = np.setdiff1d(order, test)
        models = {
            "ours": NaiveBayes(smoothing=0.1),
            "rival": LogisticRegression(C=1.0, max_iter=200),
        }
        for name, model in models.items():
            answers = model.fit(X[train], y[train]).predict(X[test])
            right[name].append(np.mean(answers == y[test]))
    shares = {name: np.mean(values) for name, values in right.items()}
    return shares | {"baseline": np.bincount(y).max() / len(y)}


def chain_without_end(seed):
    """Probability of all sentences of one to five words, without END and with it."""
    chain = MarkovChain(order=1).fit([line.split() for line in RHYME])
    table = chain.transition_matrix()  # START and words to words and END
    words = table[:, :-1].copy()
    words[words.sum(axis=1) == 0] = 1  # after a last word: any, for want of END
    without = words / words.sum(axis=1, keepdims=True)
    start, total, ends = without[0], 0.0, 0.0
    with_end = table[0, :-1]
    for _ in range(5):
        total, ends = total + start.sum(), ends + with_end @ table[1:, -1]
        start, with_end = start @ without[1:], with_end @ table[1:, :-1]
    return {"ours": total, "rival": ends}


def two_topics(seed):
    """p(AKB, BNK, Dog), the sum over all assignments of topics."""
    toy, text = pets_and_pop(), ["AKB", "BNK", "Dog"]
    terms = {z: toy.joint(text, "".join(z)) for z in product("AB", repeat=3)}
    places = [toy.vocabulary.index(word) for word in text]
    one_topic = np.sum(toy.theta * toy.phi[:, places].prod(axis=1))
    return {
        "ours": sum(terms.values()),
        "BBA alone": terms["B", "B", "A"],
        "baseline": one_topic,
        "rival": np.prod(toy.theta @ toy.phi[:, places]),
    }


GUESS = (
    np.array([[0.5, 0.5], [0.5, 0.5], [0.4, 0.6]]),
    np.array([[0.4, 0.25, 0.2, 0.15], [0.1, 0.2, 0.4, 0.3]]),
)


def em(seed, whole_box=False, one_count=False, steps=40):
    """Log-likelihoods of EM on the three documents, right or as the slides have it.

    Seed 0 starts from the guess of the lecture, other seeds anywhere.
    """
    X = three_documents().counts
    rng = np.random.default_rng(seed)
    theta, phi = rng.dirichlet([1, 1], 3), rng.dirichlet([1] * 4, 2)
    if seed == 0:
        theta, phi = GUESS
    heights = []
    for _ in range(steps + 1):
        p = theta @ phi
        heights.append(np.sum(X[X > 0] * np.log(p[X > 0])))
        joint = theta[:, :, None] * phi
        r = joint / (joint.sum() if whole_box else joint.sum(axis=1, keepdims=True))
        soft = X[:, None] * r  # (N, K, V)
        phi = soft.sum(axis=0) / soft.sum(axis=(0, 2))[:, None]
        theta = soft.sum(axis=2) / soft.sum(axis=(1, 2))[:, None]
        if one_count:
            theta = np.tile(soft.sum(axis=(0, 2)) / soft.sum(), (3, 1))
    return np.array(heights)


def without_topics():
    """The log-likelihood of the three documents, each word by its share."""
    X = three_documents().counts
    p = X.sum(axis=0) / X.sum()
    return np.sum(X * np.log(p))


def plsa_whole_box(seed):
    """Steps of 40 in which the likelihood falls, if the whole box is divided."""
    falls = {
        "ours": np.sum(np.diff(em(seed, whole_box=True)) < -1e-9),
        "rival": np.sum(np.diff(em(seed)) < -1e-9),
    }
    return falls | {"log-likelihood at the end": em(seed, whole_box=True)[-1]}


def plsa_one_count(seed):
    """Log-likelihood after 40 steps with one count for both tables."""
    slide = em(seed, one_count=True)
    return {
        "ours": slide[-1],
        "baseline": without_topics(),
        "rival": em(seed, steps=300)[-1],
        "steps that fall": np.sum(np.diff(slide) < -1e-9),
    }


def dirichlet_moments(seed):
    """Variance of the first face of dice from Dir(6, 3, 1), 20,000 dice."""
    rng, alpha = np.random.default_rng(seed), np.array([6.0, 3.0, 1.0])
    gammas = rng.gamma(alpha, size=(20_000, 3))
    dice = gammas / gammas.sum(axis=1, keepdims=True)
    return {
        "ours": dice[:, 0].var(),
        "baseline": 1 / 18,
        "rival": 0.6 * 0.4 / 11,
        "mean": dice[:, 0].mean(),
    }


def alpha_is_no_die(seed):
    """The largest face, on average, of dice from two bags with one mean."""
    rng, alpha = np.random.default_rng(seed), np.array([6.0, 3.0, 1.0])
    return {
        "ours": rng.dirichlet(alpha / 10, 20_000).max(axis=1).mean(),
        "rival": rng.dirichlet(alpha, 20_000).max(axis=1).mean(),
        "baseline": 0.6,
    }


def two_heads(seed):
    """The mean of the posterior after 2 heads of 10, by adding up 999 coins."""
    theta = np.arange(1, 1000) / 1000
    weight = theta**2 * (1 - theta) ** 8
    return {
        "ours": theta @ weight / weight.sum(),
        "baseline": 0.5,
        "rival": 0.2,
    }


CLAIMS = [
    Claim(
        "free-numbers",
        "003",
        "day2/GraphicalModels",
        "Rain, cloud, wind: a joint table grows beyond all bounds (the curse of "
        "dimension); a graph's tables do not",
        "free numbers of a table of 20 yes-or-no questions",
        free_numbers,
        "reproduced",
        lambda m: (m["ours"], m["baseline"], m["rival"]) == (1_048_575, 20, 39),
        baseline="no arrows",
        rival="one parent for all (a fork)",
        fmt=",.0f",
    ),
    Claim(
        "never-seen",
        "003",
        "day2/GraphicalModels",
        "The curse of dimension: most of what comes was never seen",
        "new days, 20 questions, unlike all of 10,000 days",
        never_seen,
        "reproduced",
        lambda m: (
            abs(m["ours"] - m["rival"]) < 0.02 and m["ours"] > 0.5 > m["baseline"]
        ),
        baseline="the same with 5 questions",
        rival="the exact expectation",
        seeds=FIVE,
    ),
    Claim(
        "naive-bayes-equal",
        "003",
        "day2/GraphicalModels",
        "P(X, Y, Z) = P(Y) P(X|Y) P(Z|Y): naive Bayes",
        "largest difference of log p from scikit-learn's",
        naive_bayes_equals,
        "reproduced",
        lambda m: m["ours"] < 1e-9 < 1 < m["baseline"],
        baseline="difference from all countries alike",
        fmt=".2g",
        tolerance=1e-8,
    ),
    Claim(
        "naive-bayes-news",
        "003",
        "day2/GraphicalModels",
        "Naive Bayes tells what a text is about",
        "country of a Reuters report, one of eight",
        naive_bayes_reads,
        "reproduced",
        lambda m: m["ours"] > m["baseline"] + 0.3 and m["rival"] > m["ours"] - 0.05,
        baseline="the commonest country",
        rival="logistic regression on the counts",
        seeds=FIVE,
    ),
    Claim(
        "markov-end",
        "003",
        "day2/GraphicalModels",
        "Error 11: a Markov chain of words gives a sentence its probability (no END)",
        "probability of all sentences of one to five words",
        chain_without_end,
        "corrected",
        lambda m: abs(m["ours"] - 5) < 1e-9 and 0.9 < m["rival"] <= 1 + 1e-12,
        rival="with END",
        note="Without END each length has probability 1: the lengths do not add up.",
        quick=True,
    ),
    Claim(
        "two-topics",
        "003",
        "day2/GraphicalModels",
        "θ = (.3, .7): P(AKB, BNK, Dog, B, B, A) = .015435",
        "p(AKB, BNK, Dog), all topics added up",
        two_topics,
        "reproduced",
        lambda m: (
            abs(m["ours"] - 0.015435) < 1e-9
            and abs(m["BBA alone"] - 0.015435) < 1e-9
            and m["baseline"] == 0
            and abs(m["rival"] - m["ours"]) < 1e-12
        ),
        baseline="one topic for the whole text",
        rival="the words' mixed shares, multiplied",
        note="Its one assignment is the whole sum: the topics share no word.",
        fmt=".6f",
        quick=True,
    ),
    Claim(
        "plsa-e-step",
        "003",
        "day2/PLSA",
        "Error 12: the E-step divides p(z, w, θ, β) by its sum",
        "steps of 40 in which the likelihood falls",
        plsa_whole_box,
        "corrected",
        lambda m: m["ours"] > 10 and m["rival"] == 0,
        rival="the shares p(z|d, w)",
        note="θ and β are conditioned on; the sum runs over the topics alone.",
        seeds=FIVE,
        fmt=".1f",
        quick=True,
    ),
    Claim(
        "plsa-m-step",
        "003",
        "day2/PLSA",
        "Error 12: the M-step uses one count(A) for both tables",
        "log-likelihood of three documents, in the end",
        plsa_one_count,
        "corrected",
        lambda m: abs(m["ours"] - m["baseline"]) < 1e-3 and m["rival"] > m["ours"] + 5,
        baseline="no topics",
        rival="two counts: the corpus' for β, the document's for θ",
        note="With the corpus' count for both, all topics are lost.",
        seeds=FIVE,
    ),
    Claim(
        "dirichlet-moments",
        "003",
        "day2/LatentDirichletAllocation",
        "A Dirichlet is a bag of dice: mean α_k / α_0, variance in closed form",
        "variance of the first face, 20,000 dice of Dir(6, 3, 1)",
        dirichlet_moments,
        "reproduced",
        lambda m: (
            abs(m["ours"] - m["rival"]) < 5e-4
            and abs(m["mean"] - 0.6) < 5e-3
            and m["baseline"] > 2 * m["rival"]
        ),
        baseline="the flat bag, Dir(1, 1, 1)",
        rival="the formula",
        fmt=".4f",
        seeds=FIVE,
    ),
    Claim(
        "alpha-is-no-die",
        "003",
        "day2/LatentDirichletAllocation",
        "Error 13: α is a Dirichlet distribution",
        "largest face of dice from Dir(.6, .3, .1)",
        alpha_is_no_die,
        "corrected",
        lambda m: m["ours"] > m["rival"] + 0.1 > m["baseline"] + 0.1,
        baseline="of the mean die (.6, .3, .1)",
        rival="dice from Dir(6, 3, 1)",
        note="α is its parameter: the same mean, other dice. Below 1: lopsided ones.",
        seeds=FIVE,
    ),
    Claim(
        "coin-posterior",
        "003",
        "day2/LatentDirichletAllocation",
        "2 heads in 10 throws: with a flat prior Beta(3, 9), mean .25",
        "posterior mean, 999 coins added up",
        two_heads,
        "reproduced",
        lambda m: abs(m["ours"] - 0.25) < 1e-6 and m["rival"] == 0.2,
        baseline="the prior's mean",
        rival="maximum likelihood",
    ),
]
