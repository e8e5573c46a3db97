"""Day 1: the checks of each notebook in files of its own, all under one name."""

from minivae.checks.day1.chinese_restaurant import (
    number_of_tables,
    seating_probabilities,
)
from minivae.checks.day1.chinese_restaurant_data import log_predictive
from minivae.checks.day1.chinese_restaurant_partition import log_partition_probability
from minivae.checks.day1.chinese_restaurant_seat import reseating_probabilities
from minivae.checks.day1.gaussian_mixtures import m_step, responsibilities
from minivae.checks.day1.gaussian_mixtures_spike import spike_log_likelihood
from minivae.checks.day1.gaussian_mixtures_use import bic, sample
from minivae.checks.day1.kmeans import squared_distances
from minivae.checks.day1.kmeans_assign import assign
from minivae.checks.day1.kmeans_data import cost_left, standardise
from minivae.checks.day1.kmeans_move import move

__all__ = [
    "assign",
    "bic",
    "cost_left",
    "log_partition_probability",
    "log_predictive",
    "m_step",
    "move",
    "number_of_tables",
    "reseating_probabilities",
    "responsibilities",
    "sample",
    "seating_probabilities",
    "spike_log_likelihood",
    "squared_distances",
    "standardise",
]
