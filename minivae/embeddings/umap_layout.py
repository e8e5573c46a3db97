"""UMAP's map: where it starts, and its epochs. m points, E edges, K others a step."""

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import eigsh

from ..fitting import progress_bar, warn, warn_interrupted
from ..kernels.umap import make_layout, mark_due
from .pca import PCA

SMALL = 1000  # points: all eigenvectors are found, and nothing can break down
LARGEST, NOISE = 10.0, 1e-4  # of the start


def pca_start(points, width):
    """Return the first principal components, (m, width); zeros beyond those there."""
    start = np.zeros((len(points), width))
    K = min(width, points.shape[1])
    start[:, :K] = PCA(K).fit_transform(points)
    return start


def spectral_start(graph, width, rng):
    """Return eigenvectors 2 to width + 1 of the graph's Laplacian, or None.

    L = I - S^-½ W S^-½ with S the sums of the rows of W. None if the graph falls
    apart, is too small, or the solver gives up. The solver starts from a random
    vector: from one of ones it breaks down, as that is nearly the first eigenvector.
    """
    m = graph.shape[0]
    if m <= width + 2 or sparse.csgraph.connected_components(graph)[0] > 1:
        return None
    roots = np.sqrt(graph.sum(axis=1))
    W = sparse.csr_array(graph / roots[:, None] / roots[None, :])
    start = rng.normal(size=m)
    try:
        if m <= SMALL:
            values, vectors = np.linalg.eigh(W.toarray())
        else:
            values, vectors = eigsh(W, width + 1, which="LA", v0=start)
    except (RuntimeError, np.linalg.LinAlgError):  # ArpackError is a RuntimeError
        return None
    order = np.argsort(-values)[1 : width + 1]
    vectors = vectors[:, order]
    signs = np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(width)])
    return vectors * signs


def begin(points, graph, width, init, rng):
    """Return the places to start from: (m, width) float32.

    Largest coordinate 10, rounded to 10⁻³ (so that the last digits, in which a matrix
    product of two threads differs from that of one, do not count), and noise.
    """
    start = spectral_start(graph, width, rng) if init == "spectral" else None
    if start is None:
        if init == "spectral":
            warn(
                'UMAP starts from PCA: init="spectral" needs a graph in one piece, of '
                f"more than n_components + 2 = {width + 2} points"
            )
        start = pca_start(points, width)
    largest = np.abs(start).max()
    if largest > 0:
        start = np.round(start / largest * LARGEST, 3)
    return (start + rng.normal(0, NOISE, start.shape)).astype(np.float32)


def due(rates, epoch):
    """Return the edges whose turn it is: after t epochs, floor(t rate) were theirs."""
    rows = np.empty(len(rates), np.int64)
    return rows[: mark_due(rates, epoch, rows)]


def due_reference(rates, epoch):
    """Return the same by NumPy, in one line."""
    return np.flatnonzero(np.floor((epoch + 1) * rates) > np.floor(epoch * rates))


def run(places, graph, curve, n_epochs, learning_rate, n_others, rng, progress):
    """Return the places after the last whole epoch, and the number of epochs."""
    edges = graph.tocoo()
    heads, tails = edges.row.astype(np.int32), edges.col.astype(np.int32)
    rates = edges.data / edges.data.max() if len(heads) else edges.data
    layout = make_layout(places.shape[1], n_others)
    a, b = map(np.float32, curve)

    def epoch(state):
        places, done = state
        places = places.copy()  # an interrupt may come before the new ones are kept
        rows = due(rates, done)
        others = rng.integers(len(places), size=(len(rows), n_others), dtype=np.uint32)
        rate = np.float32(learning_rate * (1 - done / n_epochs))
        layout(places, places, heads[rows], tails[rows], others, rate, a, b, True)
        return places, done + 1

    state = places, 0
    bar = progress_bar(n_epochs, progress, unit="epoch")
    try:
        for _ in bar:
            state = epoch(state)
    except KeyboardInterrupt:
        if state[1] == 0:  # nothing was learnt: the model stays as it was
            raise
        warn_interrupted(state[1], "epochs")
    finally:
        bar.close()
    return state


def place_new(start, fixed, indices, weights, curve, n_epochs, learning_rate, n_others):
    """Return places for new points among ``fixed``, which do not move: (m, width).

    indices, weights: (m, k). All new points meet the same others, so that the place
    of each depends on nothing but itself.
    """
    places, fixed = start.copy(), fixed.copy()  # it may be read-only
    m, k = indices.shape
    heads = np.repeat(np.arange(m, dtype=np.int32), k)
    tails = indices.ravel().astype(np.int32)
    slots = np.tile(np.arange(k), m)
    rates = weights.ravel() / weights.max(axis=1).repeat(k)
    layout = make_layout(places.shape[1], n_others)
    a, b = map(np.float32, curve)
    rng = np.random.default_rng(0)  # always the same: transform has no chance in it
    for t in range(n_epochs):
        rows = due(rates, t)
        others = rng.integers(len(fixed), size=(k, n_others), dtype=np.uint32)
        rate = np.float32(learning_rate * (1 - t / n_epochs))
        drawn = others[slots[rows]]
        layout(places, fixed, heads[rows], tails[rows], drawn, rate, a, b, False)
    return places


def layout_reference(places, ends, heads, tails, others, rate, a, b, both):
    """Do what the kernel does, force by force; places change in place."""
    for i, tail, drawn in zip(heads, tails, others, strict=True):
        pull, push = 0.0, 0.0
        difference = places[i] - ends[tail]
        square = difference @ difference
        if square > 0:
            x = a * square**b
            pull = np.clip(-2 * b * x / (square * (1 + x)) * difference, -4, 4)
        for j in drawn:  # at distance 0, as to itself, nothing pushes
            difference = places[i] - ends[j]
            square = difference @ difference
            factor = 2 * b / ((0.001 + square) * (1 + a * square**b))
            push = push + np.clip(factor * difference, -4, 4)
        places[i] += rate * (pull + push)
        if both:
            ends[tail] -= rate * pull
