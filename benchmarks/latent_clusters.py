"""Clusters in the codes of a VAE of 20 and of 50 numbers: does the width matter?

    MINIVAE_DATA=folder python benchmarks/latent_clusters.py [--seeds 5] [--epochs 4]
        [--images 30000]

VAE 784-400-K, Bernoulli likelihood, batches of 128, learning rate 1e-3. K-means (best
of three starts) and one Gaussian mixture with full covariances, ten clusters each, are
fitted to the means of z of 12,000 training images and scored on the test images:
accuracy under the best pairing of clusters with digits, and normalised mutual
information. The control has PCA's numbers instead of the codes, as many. Printed are
mean and standard deviation over the seeds; of the variances of μ, how many lie above
.01 and above .1; and the test ELBO.
"""

import argparse
import time

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import normalized_mutual_info_score
from threadpoolctl import threadpool_limits

from minivae.autoencoders import VAE
from minivae.clusters import GaussianMixture, KMeans
from minivae.data import load_mnist
from minivae.embeddings import PCA

FITTED = 12_000


def accuracy(labels, y):
    """The share that is right, under the best pairing of clusters with digits."""
    counts = np.zeros((10, 10))
    np.add.at(counts, (labels, y), 1)
    return counts[linear_sum_assignment(-counts)].sum() / len(y)


def clustered(codes, test, y_test, seed):
    """Accuracy and NMI of K-means and of the mixture."""
    found = {}
    for name, model in {
        "K-means": KMeans(10, n_init=3, random_state=seed),
        "mixture": GaussianMixture(10, random_state=seed, progress=False),
    }.items():
        labels = model.fit(codes).predict(test)
        found[name] = accuracy(labels, y_test)
        found[f"{name}, NMI"] = normalized_mutual_info_score(y_test, labels)
    return found


def of_pca(data, K, seed):
    """Scores of the clusters in K principal components."""
    pca = PCA(K).fit(data.x_train)
    pair = data.x_train[:FITTED], data.x_test
    return clustered(*map(pca.transform, pair), data.y_test, seed)


def of_vae(data, K, seed, epochs, images=None):
    """Scores of the clusters in K means of z, units that vary, and the test ELBO."""
    vae = VAE((400,), K, epochs=epochs, random_state=seed, progress=False)
    vae.fit(data.x_train[:images])
    # In float64, which the mixture's covariances need.
    codes, test = (
        vae.transform(x).astype(np.float64)
        for x in (data.x_train[:FITTED], data.x_test)
    )
    found = clustered(codes, test, data.y_test, seed)
    variances = codes.var(axis=0)
    for threshold in (0.01, 0.1):
        found[f"above {threshold}"] = np.sum(variances > threshold)
    return found | {"ELBO": vae.elbo(data.x_test, random_state=seed).mean()}


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--images", type=int, default=30_000)
    args = parser.parse_args()
    data = load_mnist()
    print(
        f"{data.where}\n{args.seeds} seeds, {args.images:,} images, "
        f"{args.epochs} epochs"
    )
    for K in (20, 50):
        for name, one in {
            f"PCA-{K}": lambda seed, K=K: of_pca(data, K, seed),
            f"VAE-{K}": lambda seed, K=K: of_vae(
                data, K, seed, args.epochs, args.images
            ),
        }.items():
            start = time.process_time()
            rows = [one(seed) for seed in range(args.seeds)]
            text = []
            for key in rows[0]:
                values = np.array([row[key] for row in rows], dtype=float)
                sd = values.std(ddof=int(len(values) > 1))
                text.append(f"{key} {values.mean():.3f} ± {sd:.3f}")
            seconds = time.process_time() - start
            print(f"{name}: {'; '.join(text)}   {seconds:.0f} CPU s", flush=True)


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
