"""Dataset: images and labels, split into training and test, and their origin.

N images, D = height x width pixels each.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Dataset:
    """Images x (N, D) with pixels in [0, 1] and labels y (N,), in two parts.

    Parameters
    ----------
    name : str
        Such as "MNIST".
    x_train, x_test : (N, D) float32
        One image per row, pixels in [0, 1].
    y_train, y_test : (N,) int64
        The class of each image.
    image_shape : (height, width)
        ``x_train[0].reshape(image_shape)`` is a picture.
    source : {"bundled", "full"}
        "bundled": a small set that comes with the installed packages. "full":
        the published set. Choose your expectations by it: a model that has
        seen 60,000 images does better than one that has seen 4,000.
    where : str
        One sentence: which images these are and where they were found.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    image_shape: tuple[int, int]
    source: str
    where: str

    def __repr__(self):
        return (
            f"Dataset({self.name}, {self.source}: {len(self.x_train):,} training and "
            f"{len(self.x_test):,} test images of {self.image_shape[0]} x "
            f"{self.image_shape[1]})"
        )


def as_pixels(images, white):
    """x = images / white, in [0, 1]: (N, height, width) counts -> (N, D) float32."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(white)


def stratified_split(labels, n_test, seed):
    """Indices of a training and a test part with the same mix of classes.

    Shuffle, sort by class, and deal out evenly spaced positions to the test
    part: so each class sends its share, to within one image. Both parts come
    back shuffled; one seed gives one split.

    Parameters
    ----------
    labels : (N,) int
    n_test : int
    seed : int

    Returns
    -------
    train, test : (N - n_test,) and (n_test,) int
    """
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(len(labels))
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    dealt = (np.arange(n_test) + 0.5) * len(labels) / n_test
    in_test = np.zeros(len(labels), dtype=bool)
    in_test[dealt.astype(int)] = True
    return rng.permutation(by_class[~in_test]), rng.permutation(by_class[in_test])
