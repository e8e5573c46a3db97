"""MNIST and Fashion-MNIST: 28 x 28 images in ten classes, 60,000 and 10,000.

Sources: LeCun, Bottou, Bengio and Haffner (1998), "Gradient-based learning
applied to document recognition"; Xiao, Rasul and Vollgraf (2017), "Fashion-MNIST:
a novel image dataset for benchmarking machine learning algorithms".
"""

from minivae.data.bundled_mnist import load_bundled_mnist
from minivae.data.catalogue import FASHION_MNIST, MNIST
from minivae.data.dataset import Dataset, as_pixels
from minivae.data.download import download_dataset
from minivae.data.idx import check_sha256, read_idx
from minivae.data.search import DataNotFound, find, local_file, only_bundled

SOURCES = (None, "bundled", "full")


def load_mnist(data_dir=None, download=False, source=None):
    """Load MNIST: all 70,000 images if they are here, else the bundled 5,000.

    Parameters
    ----------
    data_dir : str or Path, optional
        A folder that holds the four idx files, or a folder `mnist` with them.
        No other place is searched then.
    download : bool
        Fetch what is missing from the network, into `data_dir` or the cache.
    source : {None, "bundled", "full"}
        Insist on the bundled or on the full set. None means "full" if `data_dir`
        is given; else "bundled" under MINIVAE_DATA=bundled; else "full" with
        `download`; else the full set if it is here and the bundled one if not.

    Returns
    -------
    Dataset
        x (N, 784) float32 in [0, 1], y (N,) int64. `source` says which set it is.

    Raises
    ------
    DataNotFound
        If the full set was wanted and is not here.
    ValueError
        If a file was found that is cut short or altered.
    """
    if source not in SOURCES:
        raise ValueError(f"source must be one of {SOURCES}, got {source!r}")
    if source == "bundled" or (source is None and data_dir is None and only_bundled()):
        return load_bundled_mnist()
    try:
        return _load_full(MNIST, data_dir, download)
    except DataNotFound:
        if source == "full" or data_dir is not None or download:
            raise
        return load_bundled_mnist()


def load_fashion_mnist(data_dir=None, download=False):
    """Load Fashion-MNIST: 70,000 images of clothes. No package brings them along.

    Parameters
    ----------
    data_dir : str or Path, optional
        A folder that holds the four idx files, or a folder `fashion-mnist` with
        them. No other place is searched then.
    download : bool
        Fetch what is missing from the network, into `data_dir` or the cache.

    Returns
    -------
    Dataset
        x (N, 784) float32 in [0, 1], y (N,) int64, source "full".

    Raises
    ------
    DataNotFound
        If the files are not here.
    ValueError
        If a file was found that is cut short or altered.
    """
    return _load_full(FASHION_MNIST, data_dir, download)


def _load_full(entry, data_dir, download):
    try:
        place = find(entry, data_dir)
    except DataNotFound:
        # MINIVAE_DATA=bundled keeps off the network too, unless a folder is named.
        if not download or (data_dir is None and only_bundled()):
            raise
        place = download_dataset(entry, data_dir)
    read = _read_keras if place.suffix == ".npz" else _read_folder
    x_train, y_train, x_test, y_test = read(place, entry)
    return Dataset(
        name=entry.title,
        x_train=as_pixels(x_train, white=255),
        y_train=y_train.astype("int64"),
        x_test=as_pixels(x_test, white=255),
        y_test=y_test.astype("int64"),
        image_shape=x_train.shape[1:],
        source="full",
        where=f"All {len(x_train) + len(x_test):,} images of {entry.title}, "
        f"from {place}.",
    )


def _read_folder(folder, entry):
    """Read the four idx files, each checked against its published SHA-256."""
    return [read_idx(local_file(folder, file), file.sha256) for file in entry.files]


def _read_keras(path, entry):
    """Read the one file that Keras keeps, checked against its SHA-256."""
    import numpy as np

    check_sha256(path, path.read_bytes(), entry.keras_npz)
    with np.load(path, allow_pickle=False) as arrays:
        return [arrays[name] for name in ("x_train", "y_train", "x_test", "y_test")]
