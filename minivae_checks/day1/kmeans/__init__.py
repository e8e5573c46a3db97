"""The checks of KMeans, and the likely mistakes as data."""

NOTEBOOK = "day1/KMeans"
