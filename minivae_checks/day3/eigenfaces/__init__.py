"""The checks of Eigenfaces, and the likely mistakes as data."""

NOTEBOOK = "day3/Eigenfaces"
