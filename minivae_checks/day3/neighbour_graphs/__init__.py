"""The checks of NeighbourGraphs, and the likely mistakes as data."""

NOTEBOOK = "day3/NeighbourGraphs"
