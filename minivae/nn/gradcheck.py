"""Is a gradient right? Compare it with central differences, in float64.

    dL/dθ_i ≈ [L(θ + h e_i) - L(θ - h e_i)] / (2 h)

The error of this formula is O(h²), and rounding adds O(1e-16 / h): h = 1e-5 leaves
about ten digits of a well-scaled float64 loss. float32 would leave two.
"""

import numpy as np

from .params import named_parameters, pack


def numerical_gradient(loss, array, h=1e-5):
    """[L(a + h e_i) - L(a - h e_i)] / (2 h) for every element of ``array``.

    Parameters
    ----------
    loss : callable without arguments, returns a float that depends on ``array``
    array : float64 array, changed in place during the call and then restored

    Returns
    -------
    gradient : float64 array of the same shape
    """
    if array.dtype != np.float64:
        raise ValueError(f"numerical_gradient needs float64, got {array.dtype}")
    gradient = np.zeros_like(array)
    for i in np.ndindex(array.shape):
        kept = array[i]
        array[i] = kept + h
        above = loss()
        array[i] = kept - h
        below = loss()
        array[i] = kept
        gradient[i] = (above - below) / (2 * h)
    return gradient


def relative_error(got, expected, floor=1e-5):
    """max |a - b| / max(|a|, |b|, floor): the worst difference, in largest entries.

    A gradient that is truly 0 (a bias before a BatchNorm) differs from its central
    difference by rounding alone; the floor keeps that from looking like an error.
    """
    got, expected = np.asarray(got), np.asarray(expected)
    largest = max(np.abs(got).max(initial=0), np.abs(expected).max(initial=0), floor)
    return float(np.abs(got - expected).max(initial=0) / largest)


class GradientReport:
    """The relative error of each parameter; ``worst`` and its ``name``."""

    def __init__(self, errors):
        self.errors = dict(errors)
        self.name = max(self.errors, key=self.errors.get)
        self.worst = self.errors[self.name]

    def ok(self, tolerance=1e-6):
        """Whether every relative error is at most ``tolerance``."""
        return self.worst <= tolerance

    def __repr__(self):
        width = max(len(name) for name in self.errors)
        lines = [f"{name:<{width}}  {e:.1e}" for name, e in self.errors.items()]
        verdict = f"worst relative error: {self.worst:.1e} in {self.name}"
        return "\n".join([*lines, verdict])


def gradcheck(loss, arrays, gradients, h=1e-5):
    """Compare given gradients with central differences of ``loss``.

    Parameters
    ----------
    loss : callable without arguments, returns the float that was differentiated
    arrays : dict name -> float64 array that ``loss`` reads
    gradients : dict name -> array, the gradient to check, same shapes

    Returns
    -------
    report : GradientReport; printing it shows a row per array and names the worst

    Raises
    ------
    ValueError
        If a gradient is missing or has the wrong shape.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([1.0, 2.0])
    >>> report = gradcheck(lambda: float(np.sum(x**2)), {"x": x}, {"x": 2 * x})
    >>> report.ok()
    True
    """
    errors = {}
    for name, array in arrays.items():
        if name not in gradients:
            raise ValueError(f"no gradient was given for {name}")
        if np.shape(gradients[name]) != array.shape:
            raise ValueError(
                f"the gradient of {name} has shape {np.shape(gradients[name])}, "
                f"{name} has {array.shape}"
            )
        expected = numerical_gradient(loss, array, h)
        errors[name] = relative_error(gradients[name], expected)
    return GradientReport(errors)


def gradcheck_nets(loss_and_grads, *nets, h=1e-5):
    """Check the whole gradient of a model that is made of ``nets``.

    Parameters
    ----------
    loss_and_grads : callable without arguments: returns the loss (or a tuple that
        starts with it) and adds its gradient to the layers of ``nets``. It must be
        deterministic: draw the noise once, outside.
    nets : Sequential or Layer; they are packed in float64 and stay so

    Returns
    -------
    report : GradientReport
    """

    def loss():
        value = loss_and_grads()
        return value[0] if isinstance(value, tuple) else value

    _, grad = pack(*nets, dtype=np.float64)
    loss()
    slots = list(named_parameters(*nets))
    gradients = {name: layer.grads[key].copy() for name, layer, key in slots}
    arrays = {name: layer.params[key] for name, layer, key in slots}
    report = gradcheck(loss, arrays, gradients, h)
    grad[:] = 0
    return report
