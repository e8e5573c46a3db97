"""The planted mistakes of day 2, one file per notebook."""
