"""Day 1: the checks of each notebook in files of its own, all under one name."""

__all__ = []
