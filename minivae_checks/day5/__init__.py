"""Day 5: every exercise of its topics, found in their folders."""

from minivae_checks.collect import exercises_below

globals().update(exercises_below(__name__))
