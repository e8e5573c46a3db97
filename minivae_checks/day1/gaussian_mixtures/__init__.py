"""The checks of GaussianMixtures, and the likely mistakes as data."""

NOTEBOOK = "day1/GaussianMixtures"
