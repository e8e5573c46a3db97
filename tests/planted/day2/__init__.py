"""The planted mistakes of day 2, one file per notebook."""

from planted.day2.wild import PLANTED as WILD

PLANTED = {**WILD}
