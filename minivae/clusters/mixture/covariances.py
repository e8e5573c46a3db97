"""The four forms of covariance, by their names in ``GaussianMixture``.

Each is an object with the same methods, so that EM is written once:

shape, n_parameters               of the array of covariances
m_step, unit                      the weighted covariance of points, and the I of its
                                  ridge reg_covar · I
choleskys, of_component           factors L with Σ = L Lᵀ, and that of component k
solve, multiply, log_det          L⁻¹ x, L x and log|Σ|
precisions, from_precisions       Σ⁻¹, and the way back
smallest_variance                 of any feature

and, for the step by features (``features.py``):

n_squares, fill_squares           the features that are products of two x
natural                           a density's weights in front of the features
largest_sum                       how large the terms are whose difference is xᵀPx
from_moments                      covariances from the features' weighted means
scatter, left_out,                xᵀPx, where no feature stands for it
subtract_left_out
"""

from .matrices import Full, Tied
from .variances import Diag, Spherical

COVARIANCES = {
    "full": Full(),
    "tied": Tied(),
    "diag": Diag(),
    "spherical": Spherical(),
}
