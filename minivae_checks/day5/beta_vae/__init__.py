"""The checks of BetaVAE, and the likely mistakes as data."""

NOTEBOOK = "day5/BetaVAE"
