"""The training loop: shuffled mini-batches, a progress bar, a history."""

import numpy as np

from ..fitting import progress_bar, warn_interrupted
from .checkpoint import Checkpoint


def train(
    batch_loss,
    optimiser,
    n,
    *,
    epochs,
    batch_size,
    rng,
    show="loss",
    progress=True,
    history=None,
):
    """Minimise a loss over mini-batches.

    Parameters
    ----------
    batch_loss : callable, rows -> (loss, terms): runs forward and backward on the
        examples ``rows`` (int array) and adds the gradient to the optimiser's
        networks. ``terms`` is a dict of floats to record.
    optimiser : SGD, Adam
    n : int, the number of examples
    epochs, batch_size : int
    rng : numpy.random.Generator, shuffles
    show : str, the term that the progress bar shows
    progress : bool
    history : dict to append to, name -> list of one mean per epoch

    Returns
    -------
    history : dict

    Raises
    ------
    ValueError
        If the batch is larger than the data.
    FloatingPointError
        If the loss becomes NaN or infinite: a smaller learning rate is the usual cure.

    Notes
    -----
    Ctrl-C (or the notebook's stop button) ends the training early with a warning:
    networks, optimiser and history are as after the last whole epoch. So they are when
    an error is raised, and when Ctrl-C is, before the first epoch has ended.
    """
    if batch_size > n:
        raise ValueError(
            f"batch_size={batch_size} is larger than the data ({n} samples): "
            f"choose batch_size <= {n}"
        )
    history = {} if history is None else history
    whole, done = Checkpoint(optimiser, history), 0  # after the last whole epoch
    bar = progress_bar(epochs, progress, unit="epoch")
    try:
        for epoch in bar:
            sums = {}
            order = rng.permutation(n)
            for i in range(0, n, batch_size):
                rows = order[i : i + batch_size]
                loss, terms = batch_loss(rows)
                if not np.isfinite(loss):
                    raise FloatingPointError(
                        f"the loss became {loss} in epoch {epoch + 1}: "
                        "try a smaller learning_rate"
                    )
                optimiser.step()
                for name, value in terms.items():
                    sums[name] = sums.get(name, 0.0) + value * len(rows)
            for name, total in sums.items():
                history.setdefault(name, []).append(total / n)
            whole, done = Checkpoint(optimiser, history), epoch + 1
            bar.set_postfix({show: f"{history[show][-1]:.2f}"})
    except BaseException as error:
        whole.restore()
        if done == 0 or not isinstance(error, KeyboardInterrupt):
            raise
        warn_interrupted(done, "full epochs")
    bar.close()
    return history
