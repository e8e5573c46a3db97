"""Copy the windows of images into the rows of a matrix, and add such rows up again.

Images are (N, H, W C): the C channels of a pixel stand side by side, so one line of a
window is one run of (kernel width x C) numbers, and the next window begins (stride x C)
numbers further. Both are constants of the compiled code, which is built per layer: the
inner loop has no counter.
"""

from functools import lru_cache

from ._jit import jit


@lru_cache
def make_im2col(height, down, run, right):
    """Build im2col for windows of ``height`` lines of ``run`` numbers.

    ``down`` lines and ``right`` numbers lead to the next window.
    """

    @jit
    def im2col(images, columns):
        """columns[n, i, j, u, r] = images[n, i down + u, j right + r].

        images: (N, H, W C); columns: (N, H', W', height, run), written.
        """
        N, rows, places = columns.shape[:3]
        for n in range(N):
            for i in range(rows):
                for j in range(places):
                    for u in range(height):
                        for r in range(run):
                            columns[n, i, j, u, r] = images[
                                n, i * down + u, j * right + r
                            ]

    return im2col


@lru_cache
def make_col2im(height, down, run, right):
    """Build the adjoint of `make_im2col`, with the same arguments."""

    @jit
    def col2im(columns, images):
        """images[n, i down + u, j right + r] += columns[n, i, j, u, r].

        columns: (N, H', W', height, run); images: (N, H, W C), added to.
        """
        N, rows, places = columns.shape[:3]
        for n in range(N):
            for i in range(rows):
                for j in range(places):
                    for u in range(height):
                        for r in range(run):
                            images[n, i * down + u, j * right + r] += columns[
                                n, i, j, u, r
                            ]

    return col2im
