"""The planted mistakes of day 2, one file per topic."""

from planted.day2.graphical_models import PLANTED as GRAPHICAL_MODELS
from planted.day2.lda import PLANTED as LDA
from planted.day2.lda_sampler import PLANTED as LDA_SAMPLER
from planted.day2.plsa import PLANTED as PLSA
from planted.day2.wild import PLANTED as WILD
from planted.day2.wild_coherence import PLANTED as WILD_COHERENCE

PLANTED = {
    **GRAPHICAL_MODELS,
    **LDA,
    **LDA_SAMPLER,
    **PLSA,
    **WILD,
    **WILD_COHERENCE,
}
