"""Modules by the places that they had, kept for notebooks that people already have.

``from minivae.clusters.em_steps import e_step`` gives the very same function as
``from minivae.clusters.mixture.steps import e_step``.
"""

import sys

from .dirichlet import arguments, chain, mixture, moves, neal, prior, run, tables
from .kmeans import hamerly, lloyd, nearest, seeding
from .mixture import climb, features, gaussian_mixture, starts, steps

FORMER = {
    "dp_chain": chain,
    "dp_mixture": mixture,
    "dp_moves": moves,
    "dp_parameters": arguments,
    "dp_prior": prior,
    "dp_run": run,
    "dp_tables": tables,
    "em": climb,
    "em_features": features,
    "em_starts": starts,
    "em_steps": steps,
    "gaussian_mixture": gaussian_mixture,
    "hamerly": hamerly,
    "lloyd": lloyd,
    "nearest": nearest,
    "neal": neal,
    "seeding": seeding,
}

for _name, _module in FORMER.items():
    sys.modules[f"{__package__}.{_name}"] = _module
    setattr(sys.modules[__package__], _name, _module)
