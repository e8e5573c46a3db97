"""What Numba says of itself here: threading layers, threads, where it caches."""

from importlib import import_module

import numba


def threading_layers():
    """List the threading layers that Numba can use on this computer."""
    modules = {"tbb": "tbbpool", "omp": "omppool", "workqueue": "workqueue"}
    usable = []
    for layer, module in modules.items():
        try:
            import_module(f"numba.np.ufunc.{module}")
        except ImportError:
            continue
        usable.append(layer)
    return usable


def n_threads():
    """Return the number of threads that a parallel kernel would use."""
    return numba.config.NUMBA_NUM_THREADS


def cache_folder():
    """Return the folder in which compiled kernels are kept between two starts.

    Raises
    ------
    RuntimeError
        If Numba finds no folder that it can write to. Then each start compiles what
        it uses: see ``_jit.py``.
    """

    @numba.njit(cache=True)
    def probe(x):
        return x

    return probe.stats.cache_path
