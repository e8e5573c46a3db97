"""The checks of ElboFromScratch, and the likely mistakes as data."""

NOTEBOOK = "day4/ElboFromScratch"
