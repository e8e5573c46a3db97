"""Find the exercises of a day in the folders of its topics."""

import importlib
import pkgutil

from minivae_checks.exercise import Exercise


def exercises_below(package):
    """Return ``{name: Exercise}`` for all modules below a package, by its dotted name.

    Raises
    ------
    ValueError
        If two exercises of the package have one name.
    """
    found = {}
    path = importlib.import_module(package).__path__
    for module in pkgutil.walk_packages(path, f"{package}."):
        for name, thing in vars(importlib.import_module(module.name)).items():
            if isinstance(thing, Exercise) and found.setdefault(name, thing) != thing:
                raise ValueError(f"{package} has two exercises called {name}")
    return found
