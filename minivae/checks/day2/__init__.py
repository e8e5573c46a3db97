"""Day 2: the checks of each notebook in files of its own, all under one name."""

from minivae.checks.day2.dice import draw_dirichlet, posterior_mean
from minivae.checks.day2.graphical_models import count_parameters
from minivae.checks.day2.graphical_models_bayes import class_posterior
from minivae.checks.day2.graphical_models_draws import ancestral_sample
from minivae.checks.day2.graphical_models_text import sentence_log_prob
from minivae.checks.day2.graphical_models_topics import joint_and_marginal
from minivae.checks.day2.lda import topic_probabilities
from minivae.checks.day2.lda_chains import log_joint, next_word
from minivae.checks.day2.lda_sampler import gibbs_sweep
from minivae.checks.day2.plsa import m_step, responsibilities
from minivae.checks.day2.plsa_bound import lower_bound
from minivae.checks.day2.plsa_held_out import completion_perplexity, fold_in
from minivae.checks.day2.wild import match_to_truth, trend
from minivae.checks.day2.wild_coherence import npmi
from minivae.checks.day2.wild_measures import difference_with_interval

__all__ = [
    "ancestral_sample",
    "class_posterior",
    "completion_perplexity",
    "count_parameters",
    "difference_with_interval",
    "draw_dirichlet",
    "fold_in",
    "gibbs_sweep",
    "joint_and_marginal",
    "log_joint",
    "lower_bound",
    "m_step",
    "match_to_truth",
    "next_word",
    "npmi",
    "posterior_mean",
    "responsibilities",
    "sentence_log_prob",
    "topic_probabilities",
    "trend",
]
