"""The checks of SemiSupervised, and the likely mistakes as data."""

NOTEBOOK = "day5/SemiSupervised"
