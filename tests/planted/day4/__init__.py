<<<<<<< HEAD
"""The planted mistakes of day 4, one file per notebook."""
=======
"""The planted mistakes of day 4, one file per topic."""
>>>>>>> c3
