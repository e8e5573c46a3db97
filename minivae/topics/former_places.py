"""Modules by the places that they had, kept for notebooks that people already have.

``from minivae.topics.em import EM`` gives the very same class as
``from minivae.topics.plsa.em import EM``.
"""

import sys

from .lda import gibbs, variational
from .plsa import em

FORMER = {
    "em": em,
    "gibbs": gibbs,
    "variational_lda": variational,
}

for _name, _module in FORMER.items():
    sys.modules[f"{__package__}.{_name}"] = _module
    setattr(sys.modules[__package__], _name, _module)
