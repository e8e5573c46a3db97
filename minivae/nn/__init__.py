"""Neural networks by hand: layers, losses, optimisers, and the proof of gradients."""

from .activation_maximisation import activation_maximisation
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
from .conv import Conv2d, ConvTranspose2d
from .conv_loops import conv2d_loops, conv_transpose2d_loops, max_pool2d_loops
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
from .pooling import MaxPool2d
from .shapes import Flatten, Unflatten
from .training import train
from .weighted_losses import weighted_bernoulli_nll, weighted_gaussian_nll
from .windows import n_windows

__all__ = [
    "SGD",
    "Activation",
    "Adam",
    "BatchNorm",
    "Cache",
    "Conv2d",
    "ConvTranspose2d",
    "Dropout",
    "Flatten",
    "GradientReport",
    "Layer",
    "LeakyReLU",
    "Linear",
    "MaxPool2d",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softplus",
    "Tanh",
    "Unflatten",
    "activation_maximisation",
    "bernoulli_log_likelihood",
    "bernoulli_nll",
    "conv2d_loops",
    "conv_transpose2d_loops",
    "cross_entropy",
    "gaussian_log_likelihood",
    "gaussian_nll",
    "glorot_normal",
    "gradcheck",
    "gradcheck_nets",
    "he_normal",
    "max_pool2d_loops",
    "n_windows",
    "named_buffers",
    "named_parameters",
    "numerical_gradient",
    "pack",
    "relative_error",
    "sigmoid",
    "softplus",
    "train",
    "weighted_bernoulli_nll",
    "weighted_gaussian_nll",
]
