"""The checks of MNISTVAE, and the likely mistakes as data."""

NOTEBOOK = "day4/MNISTVAE"
