"""Does one unit know a digit? Full MNIST, and rivals in the same search.

    MINIVAE_DATA=folder python benchmarks/cat_neuron.py [--seeds 3] [--epochs 4]

A convolutional autoencoder (16 and 32 channels, 30 code units) learns from 55,000
images without labels. For each digit the unit, its sign and its threshold with the best
balanced accuracy on 5,000 labelled images, which it has not seen, are chosen, and
scored on the 10,000 test images. The same search is run on the same network untrained,
on pixels, principal components, random sums of pixels, the units of a dense autoencoder
and the distances to K-means centres. Printed are means over the ten digits, and
Student-t intervals over the seeds (weights, order of the images, split).
"""

import argparse

import numpy as np
from scipy.stats import t as student_t
from threadpoolctl import threadpool_limits

from minivae.autoencoders import Autoencoder, ConvAutoencoder
from minivae.clusters import KMeans
from minivae.data import load_mnist
from minivae.embeddings import PCA
from minivae.nn import Sequential

LABELLED, BLOCK = 5_000, 64  # images to choose on; units at a time
RATES = {ConvAutoencoder: 2e-3, Autoencoder: 1e-3}


def best_units(a, labels):
    """Per class the best (score, unit, sign, threshold) of some units, a: (N, U)."""
    order = np.argsort(a, axis=0, kind="stable")
    rising = np.take_along_axis(a, order, axis=0)
    cut = rising[1:] > rising[:-1]  # no threshold lies between equal numbers
    found = []
    for c in range(10):
        true = (labels == c)[order]
        below = np.cumsum(true, axis=0)[:-1]  # those of the class below the cut
        n = np.arange(1, len(a))[:, None]
        n_true = int(true[:, 0].sum())
        score = (1 - below / n_true + (n - below) / (len(a) - n_true)) / 2
        score = np.where(cut, score, 0.5)
        row, unit = np.unravel_index(np.abs(score - 0.5).argmax(), score.shape)
        sign = 1 if score[row, unit] > 0.5 else -1
        threshold = (rising[row, unit] + rising[row + 1, unit]) / 2
        found.append((0.5 + abs(score[row, unit] - 0.5), unit, sign, threshold))
    return found


def search(a, labels, a_test, labels_test):
    """Return what each class scores where its unit is chosen, and in the test."""
    best = [(0.0, 0, 1, 0.0)] * 10
    for start in range(0, a.shape[1], BLOCK):
        for c, (score, unit, *rest) in enumerate(
            best_units(a[:, start : start + BLOCK], labels)
        ):
            best[c] = max(best[c], (score, start + unit, *rest))
    test = []
    for c, (_, unit, sign, threshold) in enumerate(best):
        said, true = sign * (a_test[:, unit] - threshold) > 0, labels_test == c
        test.append((said[true].mean() + (~said[~true]).mean()) / 2)
    return np.array([score for score, *_ in best]), np.array(test)


def candidates(seed, x_fit, epochs):
    """Yield (name, function of images that gives units (N, U))."""
    for kind, how in (
        (ConvAutoencoder, {"latent_dim": 30}),
        (Autoencoder, {"latent_dim": 30, "hidden": (500, 250)}),
    ):
        for trained in (True, False):
            how |= {"random_state": seed, "progress": False}
            steps = {"epochs": epochs, "learning_rate": RATES[kind]}
            none = {"epochs": 1, "learning_rate": 1e-30}  # the weights as drawn
            model = kind(**how, **(steps if trained else none))
            model.fit(x_fit if trained else x_fit[:128])
            layers = model.encoder_.layers
            state = "trained" if trained else "untrained"
            if kind is ConvAutoencoder:
                first, second = part(layers[:3]), part(layers[:5])
                yield f"places, {state}", flat(second)
                for word, many in (("means", np.mean), ("maxima", np.max)):
                    yield f"channel {word}, {state}", over_places(many, first, second)
            else:
                yield f"dense hidden, {state}", flat(part(layers[:2]))
            code = "code" if kind is ConvAutoencoder else "dense code"
            yield f"{code}, {state}", flat(part(layers))
    rng = np.random.default_rng(seed)
    yield "pixels", lambda x: x
    yield "PCA-30", PCA(30).fit(x_fit).transform
    mix = rng.standard_normal((784, 784)).astype(np.float32)
    yield "random sums of pixels", lambda x: x @ mix
    some = x_fit[:10_000]
    centres = KMeans(100, n_init=1, random_state=seed).fit(some).cluster_centers_
    squares = (centres**2).sum(axis=1)
    yield (
        "K-means, 100 centres",
        lambda x: 2 * x @ centres.T - squares - (x**2).sum(axis=1, keepdims=True),
    )


def part(layers):
    """The first layers as a function of images, some at a time."""
    net = Sequential(*layers)
    return lambda x: np.concatenate(
        [net.forward(x[i : i + 1000])[0] for i in range(0, len(x), 1000)]
    )


def flat(function):
    return lambda x: function(x).reshape(len(x), -1)


def over_places(many, *functions):
    return lambda x: np.hstack([many(f(x), axis=(1, 2)) for f in functions])


def interval(values):
    """The mean and half of its 95 % interval."""
    half = student_t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1)
    return np.mean(values), half / np.sqrt(len(values))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=4)
    args = parser.parse_args()
    data = load_mnist()
    print(data.where)
    n = min(LABELLED, len(data.x_train) // 4)
    table = {}
    for seed in range(args.seeds):
        order = np.random.default_rng(seed).permutation(len(data.x_train))
        labelled, rest = order[:n], order[n:]
        for name, units in candidates(seed, data.x_train[rest], args.epochs):
            table.setdefault(name, []).append(
                search(
                    units(data.x_train[labelled]),
                    data.y_train[labelled],
                    units(data.x_test),
                    data.y_test,
                )
            )
    print(f"{args.seeds} seeds, {n:,} labels to choose with; balanced accuracy")
    print(f"{'':26s} mean of ten digits   best digit   chosen - test")
    for name, rows in table.items():
        chosen, test = (np.array(part) for part in zip(*rows, strict=True))
        mean, half = interval(test.mean(axis=1))
        print(
            f"{name:26s} {mean:.3f} ± {half:.3f}        {test.mean(axis=0).max():.3f}"
            f"        {chosen.mean() - test.mean():+.3f}"
        )
    for name in table:
        if not name.endswith(", trained"):
            continue
        pair = [table[name], table[name.replace("trained", "untrained")]]
        lead = np.subtract(*[[test.mean() for _, test in rows] for rows in pair])
        mean, half = interval(lead)
        print(f"{name} minus untrained: {mean:+.3f} ± {half:.3f} (95 %)")


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
