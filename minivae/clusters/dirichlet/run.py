"""Run a chain: sweeps, progress, what is kept."""

from typing import NamedTuple

import numpy as np

from ...fitting import progress_bar, undisturbed, warn_interrupted
from ..partitions import canonical

TRACES = "n_clusters", "alpha", "log_joint"


class Found(NamedTuple):
    """What a chain has found after some whole sweeps."""

    draws: list  # the (z, alpha) kept
    last: tuple  # the (z, alpha) now
    traces: list  # of (K, alpha, log p(z, X)), one a sweep
    moves: list  # [proposed, accepted] of splits, and of merges

    def arrays(self):
        """Return draws (S, N) int32, alphas (S,) and the history, a dict."""
        draws = self.draws or [self.last]
        columns = [list(column) for column in zip(*self.traces, strict=True)]
        history = dict(zip(TRACES, columns, strict=True))
        history["split"], history["merge"] = self.moves
        return np.array([z for z, _ in draws]), np.array([a for _, a in draws]), history


def run(chain, model):
    """Seat the customers and make ``model.n_sweeps`` sweeps; return what was Found.

    Ctrl-C ends the run with a warning; what was sampled is kept. Before the first
    sweep is done there is nothing to keep, and the interrupt is passed on.
    """
    found = [Found([], None, [], [])]
    try:
        undisturbed(lambda stop: sweeps(chain, model, found, stop))
    except KeyboardInterrupt:
        if not found[0].traces:
            raise
        warn_interrupted(len(found[0].traces), "sweeps")
    return found[0]


def sweeps(chain, model, found, stop):
    """Make the sweeps; put what is found into ``found``, in one step after each."""
    burn_in = model.n_sweeps // 2 if model.burn_in is None else model.burn_in
    every = -(-(model.n_sweeps - burn_in) // model.n_draws)  # rounded up
    chain.seat_as(model.init)
    bar = progress_bar(model.n_sweeps, model.progress)
    for i in bar:
        if stop:
            break
        sweep(chain, model)
        keep = i >= burn_in and (model.n_sweeps - 1 - i) % every == 0
        found[0] = extended(found[0], chain, keep)
        K, _, log_joint = found[0].traces[-1]
        bar.set_postfix(K=K, log_joint=f"{log_joint:.1f}")
    bar.close()


def sweep(chain, model):
    """Reseat all customers once, then split and merge, then draw alpha."""
    if model.algorithm == 3:
        chain.sweep_collapsed()
    else:
        chain.sweep_explicit(model.n_auxiliary if model.algorithm == 8 else 0)
    chain.split_and_merge(model.split_merge, model.n_scans)
    if model.alpha_prior is not None:
        chain.draw_alpha(*model.alpha_prior)


def extended(found, chain, keep):
    """Return ``found`` after one sweep more."""
    last = canonical(chain.z).astype(np.int32), chain.alpha
    draws = [*found.draws, last] if keep else found.draws
    traces = [*found.traces, (chain.K, chain.alpha, chain.log_joint())]
    return Found(draws, last, traces, chain.moves.tolist())
