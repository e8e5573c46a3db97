"""The checks of LatentDirichletAllocation, and the likely mistakes as data."""

NOTEBOOK = "day2/LatentDirichletAllocation"
