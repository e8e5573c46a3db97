"""The checks of ConvolutionByHand, and the likely mistakes as data."""

NOTEBOOK = "day3/ConvolutionByHand"
