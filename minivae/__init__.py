"""Unsupervised learning, by hand: a map of the package.

nn            layers, convolutions, losses, optimisers, training, gradient checks
autoencoders  autoencoder (denoising, convolutional), VAE (linear, with labels), KL; and
              what codes are good for: factors, new events, compression
clusters      K-means, Gaussian mixtures, the Chinese restaurant, Dirichlet processes
topics        naive Bayes, Markov chains, pLSA by EM, LDA by sampling and by variation
embeddings    principal components; word vectors: Word2Vec, GloVe, PPMI by SVD; graphs
data          images and texts, found or fetched, and worlds that we generate
plot          every figure of the course, each with its text alternative
kernels       the loops that Numba compiles; nothing else imports Numba
base          what all estimators share: parameters, tags, the first checks of X
inputs        checks of arrays, numbers and seeds, each with one sentence
classifier    from log p(x, c) to a class; the check of class labels
whole         a fit that raises leaves the model as it was
fitting       what long fits share: a progress bar, and Ctrl-C
files         models in files, read with care; a file is written whole or not at all
cli           the command `minivae demo | lab | check | doctor | fetch`
commands      one file for each of these
checks        the former name of `minivae_checks`, which the exercises call

Imports run one way: kernels, inputs, whole, fitting and files import nothing of ours,
base imports inputs, whole and files, nn imports kernels and fitting, classifier
imports fitting; models import all of these; data imports base at most, plot base and
files; the commands import whatever they need. `minivae_checks` imports minivae, never
the other way round. This file imports nothing, so `import minivae` is quick; write, for
example, `from minivae.autoencoders import VAE`.
"""

__version__ = "0.1.0"
