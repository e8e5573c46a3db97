"""Neural networks by hand: layers, losses, optimisers, and the proof of gradients."""

from .activations import (
    Activation,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softplus,
    Tanh,
    sigmoid,
    softplus,
)
from .batchnorm import BatchNorm
from .dropout import Dropout
from .gradcheck import (
    GradientReport,
    gradcheck,
    gradcheck_nets,
    numerical_gradient,
    relative_error,
)
from .initialise import glorot_normal, he_normal
from .layers import Cache, Layer, Linear, Sequential
from .losses import (
    bernoulli_log_likelihood,
    bernoulli_nll,
    cross_entropy,
    gaussian_log_likelihood,
    gaussian_nll,
)
from .optim import SGD, Adam
from .params import named_buffers, named_parameters, pack
from .training import train

__all__ = [
    "SGD",
    "Activation",
    "Adam",
    "BatchNorm",
    "Cache",
    "Dropout",
    "GradientReport",
    "Layer",
    "LeakyReLU",
    "Linear",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softplus",
    "Tanh",
    "bernoulli_log_likelihood",
    "bernoulli_nll",
    "cross_entropy",
    "gaussian_log_likelihood",
    "gaussian_nll",
    "glorot_normal",
    "gradcheck",
    "gradcheck_nets",
    "he_normal",
    "named_buffers",
    "named_parameters",
    "numerical_gradient",
    "pack",
    "relative_error",
    "sigmoid",
    "softplus",
    "train",
]
