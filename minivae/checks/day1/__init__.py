"""Day 1: the checks of each notebook in files of its own, all under one name."""

from minivae.checks.day1.kmeans import assign, move, squared_distances
from minivae.checks.day1.kmeans_data import seeding_probabilities, standardise

__all__ = [
    "assign",
    "move",
    "seeding_probabilities",
    "squared_distances",
    "standardise",
]
