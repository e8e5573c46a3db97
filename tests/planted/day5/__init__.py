"""The planted mistakes of day 4, one file per notebook."""
