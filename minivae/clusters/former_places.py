"""Modules by the places that they had, kept for notebooks that people already have.

``from minivae.clusters.em_steps import e_step`` gives the very same function as
``from minivae.clusters.mixture.steps import e_step``.
"""

import sys

from .kmeans import lloyd, nearest
from .mixture import steps

FORMER = {"lloyd": lloyd, "nearest": nearest, "em_steps": steps}

for _name, _module in FORMER.items():
    sys.modules[f"{__package__}.{_name}"] = _module
