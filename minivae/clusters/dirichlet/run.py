"""Run a chain: sweeps, progress, what is kept."""

import numpy as np

from ...fitting import progress_bar, warn_interrupted
from ..partitions import canonical

TRACES = "n_clusters", "alpha", "log_joint"


def run(chain, model):
    """Make ``model.n_sweeps`` sweeps; keep some partitions and every trace.

    Ctrl-C ends the run with a warning; what was sampled is kept. Before the first
    sweep is done there is nothing to keep, and the interrupt is passed on.

    Returns
    -------
    draws : (S, N) int32; alphas : (S,); history : dict
    """
    history = {name: [] for name in TRACES}
    burn_in = model.n_sweeps // 2 if model.burn_in is None else model.burn_in
    every = -(-(model.n_sweeps - burn_in) // model.n_draws)  # rounded up
    draws, last = [], None
    bar = progress_bar(model.n_sweeps, model.progress)
    try:
        for i in bar:
            sweep(chain, model)
            last = canonical(chain.z).astype(np.int32), chain.alpha
            values = chain.K, chain.alpha, chain.log_joint()
            if i >= burn_in and (model.n_sweeps - 1 - i) % every == 0:
                draws.append(last)
            for name, value in zip(TRACES, values, strict=True):
                history[name].append(value)
            bar.set_postfix(K=values[0], log_joint=f"{values[2]:.1f}")
    except KeyboardInterrupt:
        if last is None:
            raise
        done = min(len(values) for values in history.values())
        history = {name: values[:done] for name, values in history.items()}
        warn_interrupted(done, "sweeps")
    draws = draws or [last]
    history["split"], history["merge"] = chain.moves.tolist()
    return np.array([z for z, _ in draws]), np.array([a for _, a in draws]), history


def sweep(chain, model):
    """Reseat all customers once, then split and merge, then draw alpha."""
    if model.algorithm == 3:
        chain.sweep_collapsed()
    else:
        chain.sweep_explicit(model.n_auxiliary if model.algorithm == 8 else 0)
    chain.split_and_merge(model.split_merge, model.n_scans)
    if model.alpha_prior is not None:
        chain.draw_alpha(*model.alpha_prior)
