"""The planted wrong answers of day 2, a file for each topic."""
