"""The planted mistakes of day 1, one file per notebook."""
