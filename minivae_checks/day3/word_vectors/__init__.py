"""The checks of WordVectors, and the likely mistakes as data."""

NOTEBOOK = "day3/WordVectors"
