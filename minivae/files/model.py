"""``save`` and ``load`` of every estimator: plain arrays and a line of JSON.

The file is an .npz. Its array "minivae_model" is text, a JSON object: "class",
"format", "version" of the package, "params" (the constructor's arguments), and
"fitted", what is neither. Every other array is what an estimator's ``_fitted`` says.
"""

import json
from pathlib import Path

import numpy as np

from .. import __version__
from .fields import Json
from .layout import FORMAT, HEADER, INPUT, LONGEST, PARAM, all_fields, check_layout
from .loading import constant, load_model
from .params import check_params, encoded, saved_params
from .writing import write_whole


class Saved:
    """What gives an estimator `save` and `load`.

    A subclass says in ``_fitted`` which attributes it has (see ``fields``). The three
    other hooks are for what stands in the file otherwise than in the model.
    """

    def save(self, path):
        """Write the fitted model to ``path`` (.npz, no pickle); returns the path.

        The file is replaced when it is complete; until then the old one stays. A link
        stays a link: what it leads to is written. A ``random_state`` that is no int
        is saved as None.

        Raises
        ------
        ValueError
            If the file cannot be written, if ``path`` is a folder, a device, a pipe or
            a link to nothing, or if a file cannot hold an argument of the model (a
            function).
        """
        self._check_fitted()
        return save_model(self, path)

    @classmethod
    def load(cls, path):
        """Read a model that `save` wrote, and nothing else.

        Raises
        ------
        FileNotFoundError, PermissionError
            If there is no such file, or it may not be read.
        ValueError
            If it is not a model of this class, or if anything in it does not fit.
        """
        return load_model(cls, path)

    def _fitted(self):
        """Return attribute name -> field. The parameters and n_features_in_ are set."""
        raise ValueError(f"{type(self).__name__} has no _fitted: see CONTRIBUTING.md")

    def _check_parameters(self):
        """Raise ValueError if a parameter is out of its range."""

    def _saved_values(self):
        """Return attribute name -> value, of those that there are."""
        return {name: vars(self)[name] for name in self._fitted() if name in vars(self)}

    def _before_load(self, archive):
        """Raise ValueError if the parameters promise more than ``archive`` holds."""

    def _take(self, values):
        """Make the model of values that have passed the checks of their fields."""
        vars(self).update(values)


def save_model(model, path):
    """Write the model; returns the path, which ends in .npz."""
    path = Path(path)
    if path.suffix != ".npz":
        path = path.with_name(path.name + ".npz")
    try:
        arrays = packed(model)
        write_whole(path, lambda file: np.savez(file, **arrays))
    except (OSError, TypeError, ValueError) as error:
        raise ValueError(f"cannot save the model to {path}: {error}") from error
    return path


def packed(model):
    """Return the arrays of the file, after the checks that `load` will make."""
    model._check_parameters()
    params, arrays, held = saved_params(model), {}, {}
    check_params(params)
    for name, value in list(params.items()):
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
            arrays[PARAM + name] = np.ascontiguousarray(params.pop(name))
    fields = all_fields(model)
    values = {name: vars(model)[name] for name in INPUT if name in vars(model)}
    values |= model._saved_values()
    for name, field in fields.items():
        if isinstance(field, Json):
            held[name] = values.pop(name)
        elif name in values:
            arrays |= field.pack(name, values[name])
    types = {name: (array.dtype.str[1:], array.shape) for name, array in arrays.items()}
    check_layout(fields, types, model._parameter_names())
    for name, value in values.items():
        fields[name].check(name, value)
    header = {
        "class": type(model).__name__,
        "format": FORMAT,
        "version": __version__,
        "params": {name: encoded(value, name) for name, value in params.items()},
        "fitted": held,
    }
    text = json.dumps(header)
    json.loads(text, parse_constant=constant)  # NaN within a list
    if len(text) > LONGEST:
        raise ValueError("its arguments are too long: give long ones as arrays")
    return {HEADER: np.array(text), **arrays}
