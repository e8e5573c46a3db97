"""The checks of GraphicalModels, and the likely mistakes as data."""

NOTEBOOK = "day2/GraphicalModels"
