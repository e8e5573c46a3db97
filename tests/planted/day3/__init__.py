"""The planted mistakes of day 3, one file per notebook."""
