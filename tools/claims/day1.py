"""Day 1: clusters."""

import numpy as np
from scipy.special import softmax
from scipy.stats import norm

from minivae.clusters import (
    NEAL_POINTS,
    DirichletProcessMixture,
    GaussianMixture,
    KMeans,
    NormalKnownVariance,
    chinese_restaurant,
    exact_posterior,
    expected_tables,
    log_partition_probability,
    neal,
    seating_probabilities,
)
from minivae.data import load_mnist

from .clusterings import all_scores, digits, matched_accuracy, twenty_numbers, ward
from .pets import make_pets, outline
from .row import FIVE, Claim


def kmeans_digits(seed):
    """K-means on the pixels, the best of ten starts by inertia."""
    X, y = digits()
    labels = KMeans(10, n_init=10, random_state=seed).fit_predict(X)
    scores = all_scores(labels, y)
    largest = np.bincount(y).max() / len(y)
    return scores | {"baseline": largest, "rival": ward(X, y)}


def gmm_digits(seed):
    """Full covariances on 20 components, the likeliest of ten starts."""
    Z, y = twenty_numbers(), digits()[1]
    fits = [
        GaussianMixture(10, random_state=10 * seed + start, max_iter=300).fit(Z)
        for start in range(10)
    ]
    best = max(fits, key=lambda model: model.lower_bound_)
    scores = all_scores(best.predict(Z), y)
    kmeans = KMeans(10, n_init=10, random_state=seed).fit_predict(Z)
    single = np.mean([matched_accuracy(model.predict(Z), y) for model in fits])
    return scores | {
        "baseline": matched_accuracy(kmeans, y),
        "rival": ward(Z, y),
        "accuracy of a single start": single,
    }


def mixture_without_weights(seed):
    """The area under the density, and the responsibility at x = 1.3."""
    x, weights = np.linspace(-12, 12, 20_001), np.array([0.7, 0.3])
    parts = norm.pdf(x[:, None], [-1.0, 2.5], [1.5, 0.6])  # (x, K)
    at = norm.pdf(1.3, [-1.0, 2.5], [1.5, 0.6])
    step = x[1] - x[0]
    return {
        "ours": parts.sum() * step,
        "rival": (parts @ weights).sum() * step,
        "responsibility, slide": at[0] / at.sum(),
        "responsibility, with weights": at[0] * 0.7 / (at @ weights),
    }


def kmeans_limit(seed):
    """EM for the means of shared spheres whose variance is 1e-4, and 4."""
    rng = np.random.default_rng(seed)
    X = np.concatenate(
        [m + rng.normal(size=(200, 2)) for m in ([0, 0], [4, 0], [1.5, 3.5])]
    )
    first = X[[5, 300, 520]]
    hard = KMeans(3, init=first, n_init=1, tol=0, max_iter=500).fit(X).cluster_centers_

    def gap(variance, weights):
        mu = first
        for _ in range(1000):
            squared = np.sum((X[:, None] - mu) ** 2, axis=2)
            r = softmax(np.log(weights) - squared / (2 * variance), axis=1)
            old, mu = mu, r.T @ X / r.sum(axis=0)[:, None]
            if np.abs(mu - old).max() < 1e-12:
                break
        return np.abs(mu - hard).max()

    return {
        "ours": gap(1e-4, np.full(3, 1 / 3)),
        "baseline": gap(4.0, np.full(3, 1 / 3)),
        "rival": gap(1e-4, np.array([0.8, 0.1, 0.1])),
    }


def pets_by_pixels(seed):
    """Squared distance of white cats to white dogs over that to orange cats."""
    pets, dogs, orange = make_pets(240, 1, np.random.default_rng(seed))

    def ratio(pictures):
        white_cats, white_dogs, orange_cats = (
            pictures[(dogs == kind) & (orange == colour)]
            for kind, colour in ((0, 0), (1, 0), (0, 1))
        )

        def apart(a, b):
            return np.mean(np.sum((a[:, None] - b) ** 2, axis=2))

        return apart(white_cats, white_dogs) / apart(white_cats, orange_cats)

    return {"ours": ratio(pets), "baseline": 1.0, "rival": ratio(outline(pets))}


def shifted_digits(seed):
    """The digit of the nearest of 4,000 images, for images moved by four pixels."""
    data = load_mnist(source="bundled")
    known = data.x_train[:4000]
    some = np.random.default_rng(seed).choice(len(data.x_test), 300, replace=False)
    images, truth = data.x_test[some].reshape(-1, 28, 28), data.y_test[some]
    norms = np.sum(known**2, axis=1)

    def nearest(x):
        squared = norms - 2 * x.reshape(len(x), -1) @ known.T
        return squared.min(axis=1), data.y_train[squared.argmin(axis=1)]

    moved = np.roll(images, 4, axis=2)
    tried = [nearest(np.roll(moved, (0, -k), axis=(1, 2))) for k in range(-4, 5)]
    best = np.argmin([squared for squared, _ in tried], axis=0)
    found = np.array([names for _, names in tried])[best, np.arange(len(best))]
    return {
        "ours": np.mean(nearest(moved)[1] == truth),
        "baseline": np.bincount(truth).max() / len(truth),
        "rival": np.mean(found == truth),
        "not moved": np.mean(nearest(images)[1] == truth),
    }


def tables_of_nine(seed):
    """The mean number of tables of nine customers, 5,000 restaurants."""
    rng = np.random.default_rng(seed)
    drawn = [chinese_restaurant(9, 1.0, rng).max() + 1 for _ in range(5000)]
    return {
        "ours": np.mean(drawn),
        "baseline": np.log(1 + 9 / 1.0),
        "rival": expected_tables(9, 1.0),
    }


def seat_of_the_tenth(seed):
    """The chance of a new table, counting the newcomer or not, and by simulation."""
    rng = np.random.default_rng(seed)
    drawn = [chinese_restaurant(10, 2.0, rng) for _ in range(20_000)]
    return {
        "ours": np.mean([z[9] == z[:9].max() + 1 for z in drawn]),
        "baseline": 2.0 / 10,
        "rival": seating_probabilities(np.array([4, 3, 2]), 2.0)[-1],
    }


PRIOR = NormalKnownVariance(mean=0.0, kappa=0.01, variance=0.01)


def nine_points(seed):
    """All 21,147 partitions of Neal's nine points."""
    exact = exact_posterior(NEAL_POINTS[:, None], alpha=1.0, prior=PRIOR)

    def given(z):  # log p(x|z)
        row = np.flatnonzero((exact.partitions == z).all(axis=1))[0]
        joint = np.log(exact.probability[row]) + exact.log_evidence
        return joint - log_partition_probability(z, 1.0)

    return {
        "ours": exact.log_evidence,
        "E[K]": exact.expected_clusters,
        "baseline": given(np.zeros(9, dtype=int)),
        "rival": given(np.arange(9)),
        **{f"P(K={k})": exact.n_clusters[k] for k in (3, 4, 5, 6)},
    }


def nine_points_sampled(seed):
    """The mean K of 1,500 sweeps of algorithm 3, and of 200 passes that fix seats."""
    X, rng = NEAL_POINTS[:, None], np.random.default_rng(seed)
    model = DirichletProcessMixture(
        algorithm=3,
        covariance_type="known",
        variance=0.01,
        mean_prior=0.0,
        mean_precision_prior=0.01,
        alpha=1.0,
        n_sweeps=1700,
        burn_in=200,
        n_draws=10,
        init="together",
        split_merge=0,
        random_state=seed,
        progress=False,
    ).fit(X)
    fixed = []
    for _ in range(200):
        z = np.full(9, -1)
        neal.algorithm_3(X[rng.permutation(9)], z, 1.0, PRIOR, rng)
        fixed.append(z.max() + 1)
    exact = exact_posterior(X, alpha=1.0, prior=PRIOR).expected_clusters
    return {
        "ours": np.mean(fixed),
        "baseline": expected_tables(9, 1.0),
        "rival": np.mean(model.history_["n_clusters"][200:]),
        "exact": exact,
    }


def one_group_many_tables(seed):
    """The mean K for n points of one Gaussian: n = 20, n = 320."""
    found = {}
    for name, n in (("ours", 320), ("rival", 20)):
        x = np.random.default_rng(seed).normal(size=(n, 1))
        model = DirichletProcessMixture(
            covariance_type="known",
            variance=1.0,
            mean_prior=0.0,
            mean_precision_prior=1.0,
            alpha=1.0,
            split_merge=0,
            n_sweeps=600,
            burn_in=100,
            n_draws=10,
            random_state=seed,
            progress=False,
        ).fit(x)
        found[name] = np.mean(model.history_["n_clusters"][100:])
    return found | {"baseline": 1.0}


CLAIMS = [
    Claim(
        "kmeans-digits",
        "003",
        "day1/KMeans",
        "Assign and move: groups without labels. Ten clusters of the 8x8 digits, best "
        "of ten runs: accuracy .793, ARI .668, NMI .742",
        "accuracy after matching, K-means",
        kmeans_digits,
        "reproduced",
        lambda m: (
            abs(m["ours"] - 0.793) < 0.01
            and abs(m["ARI"] - 0.668) < 0.01
            and abs(m["NMI"] - 0.742) < 0.01
            and m["baseline"] < 0.15 < 0.8 < m["rival"]
        ),
        baseline="all in one cluster",
        rival="Ward's clustering",
        note="Ward's clustering, two lines with scikit-learn, is ahead.",
        seeds=FIVE,
        tolerance=1e-3,
        quick=True,
    ),
    Claim(
        "gmm-digits",
        "003",
        "day1/GaussianMixtures",
        "Soft clusters of any covariance do better: 20 principal components of the "
        "digits, full covariances: accuracy .835, ARI .737",
        "accuracy, the likeliest of ten mixtures",
        gmm_digits,
        "reproduced",
        lambda m: (
            m["baseline"] < m["ours"]
            and abs(m["ours"] - 0.835) < 0.04
            and abs(m["ARI"] - 0.737) < 0.05
            and m["accuracy of a single start"] < m["ours"]
            and abs(m["rival"] - m["ours"]) < 0.04
        ),
        baseline="K-means on the same",
        rival="Ward's clustering on the same",
        note="Within the interval, which is wide. A single start has "
        "{accuracy of a single start:.2f} in the mean; Ward's clustering is level.",
        seeds=FIVE,
        tolerance=1e-2,
    ),
    Claim(
        "mixture-weights",
        "003",
        "day1/GaussianMixtures",
        "Error 15: a mixture is p(x) = Σ N(x; μ_k, σ_k²), no weights",
        "area under that p(x), two components",
        mixture_without_weights,
        "corrected",
        lambda m: (
            abs(m["ours"] - 2) < 1e-6
            and abs(m["rival"] - 1) < 1e-6
            and m["responsibility, slide"] < m["responsibility, with weights"] - 0.1
        ),
        rival="with weights .7 and .3",
        note="Without weights it is no density, and rare components take too much.",
    ),
    Claim(
        "kmeans-limit",
        "003",
        "day1/GaussianMixtures",
        "Error 15: K-means is a mixture with hard assignments",
        "largest gap to K-means' centres, shared spheres, σ² = 1e-4",
        kmeans_limit,
        "corrected",
        lambda m: m["ours"] < 1e-7 and m["rival"] < 1e-7 and m["baseline"] > 0.01,
        baseline="the same at σ² = 4",
        rival="weights .8, .1, .1 at σ² = 1e-4",
        note="It is the limit σ → 0 of spheres of one size; weights then drop out.",
        seeds=FIVE,
        fmt=".2g",
        tolerance=1e-8,
    ),
    Claim(
        "pets-pixels",
        "003",
        "day1/KMeans",
        "By pixels a white cat is nearer to a white dog than to an orange cat",
        "squared distance to white dogs over that to orange cats",
        pets_by_pixels,
        "reproduced",
        lambda m: m["ours"] < 0.9 < m["baseline"] == 1 < m["rival"],
        baseline="blind",
        rival="outlines in place of pixels",
        note="Outlines mend it here, for pets that hardly move.",
        seeds=FIVE,
        quick=True,
    ),
    Claim(
        "pixels-shifted",
        "003",
        "day1/KMeans",
        "Pixel distance fails when an image moves",
        "nearest image has the right digit, moved by four pixels",
        shifted_digits,
        "reproduced",
        lambda m: m["ours"] < 0.5 and m["rival"] > 0.85 and m["not moved"] > 0.85,
        baseline="the commonest digit",
        rival="pixels, after trying nine shifts",
        note="Trying shifts mends it; no better distance is needed for that.",
        seeds=FIVE,
        tolerance=1e-3,
    ),
    Claim(
        "crp-tables",
        "003",
        "day1/ChineseRestaurant",
        "Nine customers, α = 1: 2.829 tables on average",
        "mean of 5,000 simulated restaurants",
        tables_of_nine,
        "reproduced",
        lambda m: abs(m["ours"] - m["rival"]) < 0.03 and round(m["rival"], 3) == 2.829,
        baseline="rule of thumb, α log(1 + n/α)",
        rival="the formula, Σ α / (α + i)",
        seeds=FIVE,
        quick=True,
    ),
    Claim(
        "crp-seats",
        "003",
        "day1/ChineseRestaurant",
        "Error 16: the n-th customer joins ∝ n_k and opens a table ∝ c, as shares",
        "the tenth opens a table, α = 2, simulated",
        seat_of_the_tenth,
        "corrected",
        lambda m: abs(m["ours"] - m["rival"]) < 0.01 < abs(m["ours"] - m["baseline"]),
        baseline="c / n",
        rival="c / (n - 1 + c)",
        note="The shares are n_k / (n - 1 + c) and c / (n - 1 + c).",
        seeds=FIVE,
    ),
    Claim(
        "neal-exact",
        "003",
        "day1/ChineseRestaurant",
        "K is found, too. Nine points of Neal, all partitions: log evidence -13.1969, "
        "E[K] 4.4715, P(K = 3..6) .0639 .4923 .3582 .0776",
        "log evidence, 21,147 partitions",
        nine_points,
        "reproduced",
        lambda m: (
            abs(m["ours"] + 13.1969) < 1e-4
            and abs(m["E[K]"] - 4.4715) < 1e-4
            and all(
                abs(m[f"P(K={k})"] - p) < 1e-4
                for k, p in ((3, 0.0639), (4, 0.4923), (5, 0.3582), (6, 0.0776))
            )
        ),
        baseline="log p(x), all in one group",
        rival="log p(x), each point alone",
        fmt=".4f",
        quick=True,
    ),
    Claim(
        "neal-fixed-seats",
        "003",
        "day1/ChineseRestaurant",
        "Error 16: each customer chooses once, the seat is fixed",
        "mean K after one pass with fixed seats",
        nine_points_sampled,
        "corrected",
        lambda m: abs(m["rival"] - m["exact"]) < 0.05 and m["ours"] < m["exact"] - 0.1,
        baseline="the prior's mean K",
        rival="Gibbs sampling (algorithm 3), 1,500 sweeps",
        note="One pass gives too few tables; Gibbs sampling reseats, and is right.",
        seeds=FIVE,
        tolerance=1e-3,
    ),
    Claim(
        "dp-one-group",
        "003",
        "day1/ChineseRestaurant",
        "Error 16: the Dirichlet process discovers the number of groups",
        "mean K, 320 points of one Gaussian",
        one_group_many_tables,
        "corrected",
        lambda m: m["ours"] > m["rival"] > m["baseline"] == 1,
        baseline="the truth",
        rival="the same, 20 points",
        note="More points bring more tables, though there is one group.",
        seeds=FIVE,
        tolerance=1e-2,
    ),
]
