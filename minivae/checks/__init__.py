"""The former name of `minivae_checks`, kept for notebooks that students already have.

``from minivae.checks import day4 as check, pick`` gives the very same objects.
"""

import importlib
import sys

import minivae_checks

for _day in ("day1", "day2", "day3", "day4", "day5"):
    sys.modules[f"{__name__}.{_day}"] = importlib.import_module(
        f"minivae_checks.{_day}"
    )


def __getattr__(name):
    return getattr(minivae_checks, name)
