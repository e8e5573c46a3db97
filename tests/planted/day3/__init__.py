"""The planted mistakes of day 3, one file per notebook."""

from planted.day3.backprop import PLANTED as BACKPROP

PLANTED = {**BACKPROP}
