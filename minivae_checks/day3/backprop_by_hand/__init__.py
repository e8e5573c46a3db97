"""The checks of BackpropByHand, and the likely mistakes as data."""

NOTEBOOK = "day3/BackpropByHand"
