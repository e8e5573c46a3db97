"""The checks of PLSA, and the likely mistakes as data."""

NOTEBOOK = "day2/PLSA"
