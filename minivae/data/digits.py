"""The small digits: 1,797 handwritten digits of 8 x 8 pixels, from scikit-learn.

Source: Alpaydin and Kaynak (1998), "Optical Recognition of Handwritten Digits",
UCI Machine Learning Repository.
"""

from minivae.data.dataset import Dataset, as_pixels, stratified_split

SEED = 0


def load_digits():
    """Load the small digits, 1,437 to train and 360 to test, always the same.

    Returns
    -------
    Dataset
        x (N, 64) float32 in [0, 1], y (N,) int64, source "bundled".
    """
    from sklearn import datasets

    digits = datasets.load_digits()
    x, y = as_pixels(digits.images, white=16), digits.target.astype("int64")
    train, test = stratified_split(y, n_test=360, seed=SEED)
    return Dataset(
        name="Digits",
        x_train=x[train],
        y_train=y[train],
        x_test=x[test],
        y_test=y[test],
        image_shape=(8, 8),
        source="bundled",
        where="The 1,797 digits of 8 x 8 pixels that scikit-learn ships.",
    )
