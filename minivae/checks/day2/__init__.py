"""Day 2: the checks of each notebook in files of its own, all under one name."""

from minivae.checks.day2.plsa import m_step, responsibilities
from minivae.checks.day2.plsa_bound import lower_bound
from minivae.checks.day2.plsa_held_out import completion_perplexity, fold_in
from minivae.checks.day2.wild import match_to_truth, trend
from minivae.checks.day2.wild_measures import mean_with_interval, npmi

__all__ = [
    "completion_perplexity",
    "fold_in",
    "lower_bound",
    "m_step",
    "match_to_truth",
    "mean_with_interval",
    "npmi",
    "responsibilities",
    "trend",
]
