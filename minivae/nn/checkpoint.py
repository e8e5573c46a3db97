"""Some networks and their optimiser as they stood at one moment."""

import numpy as np

from .params import named_buffers


class Checkpoint:
    """A copy of all that training changes: θ, the optimiser's arrays, the buffers.

    Parameters
    ----------
    optimiser : SGD, Adam; its networks come with it
    history : dict, name -> list of values, which only grow
    """

    def __init__(self, optimiser, history):
        self.optimiser, self.history = optimiser, history
        self.lengths = {name: len(values) for name, values in history.items()}
        own = vars(optimiser)
        self.numbers = {k: v for k, v in own.items() if isinstance(v, (int, float))}
        arrays = [v for v in own.values() if isinstance(v, np.ndarray)]
        for _, layer, key in named_buffers(*getattr(optimiser, "nets", ())):
            arrays.append(layer.buffers[key])
        self.arrays = [(array, array.copy()) for array in arrays]

    def restore(self):
        """Set everything to what it was, gradients to zero."""
        try:
            self._put_back()
        except BaseException:  # a second signal: the first will be raised, so once more
            self._put_back()

    def _put_back(self):
        """Write in place: the layers hold views of θ."""
        for array, copy in self.arrays:
            array[...] = copy
        vars(self.optimiser).update(self.numbers)
        for name in list(self.history):
            if name in self.lengths:
                del self.history[name][self.lengths[name] :]
            else:
                del self.history[name]
        self.optimiser.zero_grad()
