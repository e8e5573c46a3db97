"""The catalogue: what MNIST and Fashion-MNIST consist of, and who serves them.

Sizes and SHA-256 are those of the unpacked idx files. Mirrors stand in the order
in which they are tried.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DataFile:
    """One published file: its name without .gz, its size in bytes, its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Entry:
    """One dataset: its files, the folders they lie in, and its mirrors.

    `key` is the folder's name here and in Keras; `torchvision` the one there.
    `keras_npz` is the SHA-256 of the single file that Keras keeps, if it does.
    """

    key: str
    title: str
    train_images: DataFile
    train_labels: DataFile
    test_images: DataFile
    test_labels: DataFile
    torchvision: str
    mirrors: tuple[str, ...]
    keras_npz: str | None = None

    @property
    def files(self):
        """The four files, in the order images, labels; training, test."""
        return (
            self.train_images,
            self.train_labels,
            self.test_images,
            self.test_labels,
        )


def _entry(key, title, hashes, **rest):
    """Build an entry: both datasets have the same four names and sizes."""
    names = (
        ("train-images-idx3-ubyte", 47_040_016),
        ("train-labels-idx1-ubyte", 60_008),
        ("t10k-images-idx3-ubyte", 7_840_016),
        ("t10k-labels-idx1-ubyte", 10_008),
    )
    files = [DataFile(*name, sha) for name, sha in zip(names, hashes, strict=True)]
    return Entry(key, title, *files, **rest)


MNIST = _entry(
    "mnist",
    "MNIST",
    (
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    torchvision="MNIST",
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    keras_npz="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
)

FASHION_MNIST = _entry(
    "fashion-mnist",
    "Fashion-MNIST",
    (
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    torchvision="FashionMNIST",
    mirrors=(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        # The authors' own server speaks plain http; the SHA-256 guards the bytes.
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
)

CATALOGUE = {entry.key: entry for entry in (MNIST, FASHION_MNIST)}
