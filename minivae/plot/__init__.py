"""Every figure of the course: arrays in, a `Picture` with an alt text out.

========== =========================================================================
file       figures
========== =========================================================================
images     image_grid, image_rows, reconstructions, latent_path
latent     latent_map, manifold, standard_normal_grid
lines      curves, elbo_curves, roc_curves
charts     bars, histograms, scatter, heatmap
clusters   clusters: points by cluster, centres and how they moved
graphs     graphical_model
simplex    simplex
truth      intervals, point_maps: what was found, with the truth beside it
picture    Picture, style, palette: what all of them share
========== =========================================================================

Each function takes ``title=`` and ``alt=``. Without ``alt`` it writes a sentence
from the data it draws.
"""

from minivae.plot.charts import bars, heatmap, histograms, scatter
from minivae.plot.clusters import clusters
from minivae.plot.graphs import graphical_model
from minivae.plot.images import image_grid, image_rows, latent_path, reconstructions
from minivae.plot.latent import latent_map, manifold, standard_normal_grid
from minivae.plot.lines import curves, elbo_curves, roc_curves
from minivae.plot.picture import Picture
from minivae.plot.simplex import simplex
from minivae.plot.truth import intervals, point_maps

__all__ = [
    "Picture",
    "bars",
    "clusters",
    "curves",
    "elbo_curves",
    "graphical_model",
    "heatmap",
    "histograms",
    "image_grid",
    "image_rows",
    "intervals",
    "latent_map",
    "latent_path",
    "manifold",
    "point_maps",
    "reconstructions",
    "roc_curves",
    "scatter",
    "simplex",
    "standard_normal_grid",
]
