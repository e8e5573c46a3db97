"""The planted mistakes of day 2, one file per topic."""
