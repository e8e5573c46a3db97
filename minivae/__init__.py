"""Unsupervised learning, by hand: a map of the package.

nn            layers, losses, parameters, optimisers, training, gradient checks
autoencoders  autoencoder, denoising autoencoder, VAE; reparameterisation and KL
clusters      K-means, Gaussian mixtures, the Chinese restaurant, Dirichlet processes
topics        naive Bayes, Markov chains, pLSA by EM, LDA by sampling and by variation
embeddings    principal component analysis
data          images and texts, found or fetched, and worlds that we generate
checks        what the check cells of the exercises call, one file per day
plot          every figure of the course, each with its text alternative
kernels       the loops that Numba compiles; nothing else imports Numba
base          what all estimators share: parameters, input checks
npz           model files: plain arrays, never a pickle
cli           the command `minivae demo | lab | doctor | fetch | check`

Imports run one way: kernels import nothing of ours; nn imports kernels; models
import nn, kernels and base; checks, plot and the commands import models. This
file imports nothing, so `import minivae` is quick; write, for example,
`from minivae.autoencoders import VAE`.
"""

__version__ = "0.1.0"
