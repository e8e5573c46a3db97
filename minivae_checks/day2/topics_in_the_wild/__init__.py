"""The checks of TopicsInTheWild, and the likely mistakes as data."""

NOTEBOOK = "day2/TopicsInTheWild"
