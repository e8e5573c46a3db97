"""Day 3: the checks of each notebook in files of its own, all under one name."""

from minivae.checks.day3.backprop import (
    linear_backward,
    neuron_gradient,
    numerical_gradient,
    relu_backward,
)
from minivae.checks.day3.backprop_loss import cross_entropy_gradient
from minivae.checks.day3.backprop_training import adam_step, draw_weights

__all__ = [
    "adam_step",
    "cross_entropy_gradient",
    "draw_weights",
    "linear_backward",
    "neuron_gradient",
    "numerical_gradient",
    "relu_backward",
]
