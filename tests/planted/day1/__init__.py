"""The planted mistakes of day 1, one file per notebook."""

from planted.day1.kmeans import PLANTED as KMEANS

PLANTED = {**KMEANS}
