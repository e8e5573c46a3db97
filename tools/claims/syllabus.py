"""The inventory of the decks: every system, every error, and the rows that judge it."""

from typing import NamedTuple


class Item(NamedTuple):
    """A system or an error: its rows, or none, which is "to come"."""

    name: str
    decks: str
    day: int
    rows: tuple = ()
    rest: str = ""  # what of it is to come though it has rows


SYSTEMS = (
    Item("K-means", "003", 1, ("kmeans-digits",)),
    Item("Gaussian mixtures", "003", 1, ("gmm-digits",)),
    Item("Pixel distance fails", "003", 1, ("pets-pixels", "pixels-shifted")),
    Item(
        "Graphical models, curse of dimension", "003", 2, ("free-numbers", "never-seen")
    ),
    Item("Naive Bayes", "003", 2, ("naive-bayes-equal", "naive-bayes-news")),
    Item("Markov, unigram and topic language models", "003", 2, ("markov-end",)),
    Item("Topic generation toy", "003", 2, ("two-topics",)),
    Item("pLSA and EM", "003", 2, ("plsa-e-step", "plsa-m-step", "plsa-overfits")),
    Item("Dirichlet and Beta", "003", 2, ("dirichlet-moments", "alpha-is-no-die")),
    Item("LDA by collapsed Gibbs sampling", "000, 003", 2, ("lda-reuters",)),
    Item("LDA on bars", "its source", 2, ("lda-bars",)),
    Item("LDA, variational", "003", 2, ("lda-bound",)),
    Item("LDA on lectures", "003", 2, ("lda-top-words",)),
    Item("LDA on real estate", "003", 2, ("lda-listings",), "map, clusters, trends"),
    Item("LDA on images", "000", 2, ("lda-digits",), "features of a network"),
    Item(
        "Discovery of K, the Chinese restaurant", "003", 1, ("crp-tables", "crp-seats")
    ),
    Item(
        "Dirichlet process mixture",
        "003",
        1,
        ("neal-exact", "neal-fixed-seats", "dp-one-group"),
    ),
    Item(
        "PCA, eigenfaces",
        "003",
        3,
        ("pca-30-full", "pca-30", "faces-sum", "faces-aligned"),
    ),
    Item("Autoencoder", "001, 003, 004", 4, ("autoencoder-30",)),
    Item("Attributes of codes", "003", 3, ("codes-attributes",), "deep codes"),
    Item("Autoencoder for supervised learning", "001, 003", 4, ("hundred-labels",)),
    Item("Denoising autoencoder", "003, 004", 4, ("denoising",)),
    Item("Similar images by their codes", "003", 4, ("search-by-code",)),
    Item("Convolutional autoencoder", "001", 3, ("conv-autoencoder",)),
    Item("Cat neuron, activation maximisation", "001", 3, ("cat-neuron",)),
    Item("Anomaly detection", "001, 004", 4, ("anomalies",)),
    Item("word2vec", "001", 3, ("word2vec",)),
    Item("GloVe", "001", 3, ("glove",)),
    Item("UMAP", "001", 3, ("umap",)),
    Item("Coin posterior", "003", 2, ("coin-posterior",)),
    Item("ELBO, intractability", "003", 4, ("elbo-identity", "log-p-by-prior")),
    Item("Reparameterisation", "003", 4, ("reparameterised",)),
    Item("VAE", "all", 4, ("vae-bound",)),
    Item("β-VAE", "003, 004", 5, ("sprites-gap",)),
    Item(
        "β table",
        "004",
        4,
        (
            "beta-half",
            "beta-twentieth",
            "beta-5e-3",
            "beta-5e-4",
            "beta-5e-5",
            "beta-5e-6",
            "beta-slope",
            "beta-table-full",
        ),
    ),
    Item("Latent paths, traversal, PCA on latents", "000, 003, 004", 6),
    Item("Clustering latents, 20 and 50 dimensions", "000", 5, ("latents-20-50",)),
    Item("Density buffer", "004", 5, ("density-buffer",)),
    Item(
        "Semi-supervised VAE, Gumbel",
        "000",
        5,
        ("labels-200", "labels-800", "labels-1600", "labels-3000", "gumbel-max"),
    ),
    Item("LDA over VAE features", "000", 6),
    Item("Hierarchical autoencoder and VAE, two-peak prior", "002", 6),
    Item("VAE whose loss an autoencoder defines", "002", 6),
    Item("VLAE", "002", 6),
    Item("GAN (MM, NS)", "001, 003", 6),
    Item("WGAN, gradient penalty", "003", 6),
    Item("LSGAN, DRAGAN, BEGAN", "003", 6),
    Item("Mode collapse", "003", 6),
    Item("Autoencoder and GAN", "003", 6),
    Item("Progressive GAN", "003", 6),
    Item("StackGAN", "003", 6),
    Item("SRGAN, perceptual loss", "003", 6),
    Item("Completion", "003", 6),
    Item("CycleGAN", "003", 6),
    Item("Unsupervised translation", "003", 6),
    Item("Glow", "003", 6),
    Item("Keypoints", "003", 6),
    Item("Deep image prior", "003", 6),
    Item("Genetic algorithm, Flappy", "003", 6),
    Item("Architecture search", "003", 6),
    Item("LeCun's cake", "003", 6),
    Item("Compression", "001, 004", 5, ("compression",)),
)

ERRORS = (
    Item("1. Mean MSE + KL", "001, 004", 4, ("mean-mse",)),
    Item('2. "Constants hidden": 1/(2σ²) is β', "003", 4, ("hidden-constant",)),
    Item("3. (1 - β) MSE + β KL is another β", "004", 4, ("beta-map", "mean-of-means")),
    Item('4. "Maximise gaussianity"', "001", 4, ("gaussianity",)),
    Item("5. log P(X) ∝ squared distance", "002", 4, ("log-p-by-prior",)),
    Item("6. KL is no distance", "003", 4, ("kl-two-ways",)),
    Item('7. "log p(x) is constant, kill it"', "003", 4, ("evidence-moves",)),
    Item('8. P(z), the "true code"', "003", 4, ("true-code",)),
    Item("9. No gradient through sampling", "003", 4, ("score-function",)),
    Item("10. A code of the same size is useless", "003", 4, ("wide-code", "by-heart")),
    Item(
        "11. Markov chain without a condition, without END", "003", 2, ("markov-end",)
    ),
    Item("12. pLSA's E- and M-step", "003", 2, ("plsa-e-step", "plsa-m-step")),
    Item('13. "α is a distribution"', "003", 2, ("alpha-is-no-die",)),
    Item("14. LDA means two things", "003", 3, ("two-ldas",)),
    Item("15. K-means and mixtures", "003", 1, ("mixture-weights", "kmeans-limit")),
    Item(
        "16. Chinese restaurant",
        "003",
        1,
        ("crp-seats", "neal-fixed-seats", "dp-one-group"),
    ),
    Item("17. The table of GANs", "003", 6),
    Item('18. "Non-face photos" as negatives of a GAN', "003", 6),
    Item("19. The cat neuron was selected by labels", "001", 3, ("cat-neuron",)),
    Item('20. "Unseen, so badly rebuilt"', "001, 004", 4, ("anomalies",)),
    Item("21. A table without a baseline", "000", 4, ("labels-baseline",)),
    Item('22. "93 %" without a chance level', "002", 6),
    Item("23. A docstring of the package lda", "its source", 2, ("lda-docstring",)),
)
