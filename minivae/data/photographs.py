"""Photographs of faces that you have yourself: Olivetti and Frey. Nothing is fetched.

N pictures of H lines and W columns, D = H W pixels.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from minivae.data.search import DataNotFound


@dataclass(frozen=True, eq=False)
class Photographs:
    """Pictures `images` (N, D), float64 in [0, 1], of people `person` (N,), int64."""

    name: str
    images: np.ndarray
    person: np.ndarray
    image_shape: tuple[int, int]
    where: str

    def __repr__(self):
        N, (H, W), P = len(self.images), self.image_shape, len(np.unique(self.person))
        people = "1 person" if P == 1 else f"{P} people"
        return f"Photographs({self.name}: {N:,} images of {H} x {W}, {people})"


def load_olivetti(path):
    """Load the Olivetti faces from your `olivettifaces.mat`: 400 of 64 x 64, 40 people.

    Parameters
    ----------
    path : str or Path
        The MATLAB file with the variable `faces` (4096, 400), a picture per column,
        ten in a row of each person. (scikit-learn's own copy is a pickle, which may
        run any code when it is read: it is not taken.)

    Returns
    -------
    Photographs

    Raises
    ------
    DataNotFound
        If there is no such file.
    ValueError
        If it holds something else.
    """
    columns = _variable(path, "faces", (4096, 400))
    upright = columns.T.reshape(400, 64, 64).transpose(0, 2, 1)
    return _photographs("Olivetti", upright, np.repeat(np.arange(40), 10), path)


def load_frey(path):
    """Load the Frey faces, 1,965 of 28 x 20, one person, from your `frey_rawface.mat`.

    Parameters
    ----------
    path : str or Path
        The MATLAB file with the variable `ff` (560, 1965), a picture per column.

    Returns
    -------
    Photographs

    Raises
    ------
    DataNotFound
        If there is no such file.
    ValueError
        If it holds something else.
    """
    columns = _variable(path, "ff", (560, 1965))
    upright = columns.T.reshape(1965, 28, 20)
    return _photographs("Frey", upright, np.zeros(1965, dtype=np.int64), path)


def _photographs(name, upright, person, path):
    return Photographs(
        name=name,
        images=upright.reshape(len(upright), -1) / 255,
        person=person,
        image_shape=upright.shape[1:],
        where=str(path),
    )


def _variable(path, name, shape):
    """Read one table of grey levels from 0 to 255 from a MATLAB file."""
    from scipy.io import loadmat

    path = Path(path).expanduser()
    if not path.is_file():
        raise DataNotFound(f"there is no file {path}: give the path of your own copy")
    wanted = f"{path} is no MATLAB 5 file with a table `{name}` of shape {shape}"
    try:
        found = loadmat(path, variable_names=[name])[name]
    except Exception as error:  # whatever a strange file makes the reader raise
        raise ValueError(f"{wanted} ({type(error).__name__}: {error})") from None
    if found.shape != shape or found.dtype.kind not in "uif":
        raise ValueError(f"{wanted}: it has {found.dtype} of shape {found.shape}")
    values = found.astype(np.float64)
    if not (values.min() >= 0 and values.max() <= 255):
        raise ValueError(f"{path} should hold grey levels from 0 to 255 in `{name}`")
    return values
