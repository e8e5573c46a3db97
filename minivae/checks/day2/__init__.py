"""Day 2: the checks of each notebook in files of its own, all under one name."""

from minivae.checks.day2.wild import match_to_truth, trend
from minivae.checks.day2.wild_measures import mean_with_interval, npmi

__all__ = [
    "match_to_truth",
    "mean_with_interval",
    "npmi",
    "trend",
]
