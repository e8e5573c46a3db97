"""Files: a model in one .npz file, and a file that is written whole or not at all."""

from .fields import Floats, History, Json, Labels, Texts, Whole
from .model import Saved
from .writing import check_destination, write_whole

__all__ = [
    "Floats",
    "History",
    "Json",
    "Labels",
    "Saved",
    "Texts",
    "Whole",
    "check_destination",
    "write_whole",
]
