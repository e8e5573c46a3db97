"""The hot loops, compiled by Numba. The only package that imports Numba.

Kernels take arrays and scalars and know no classes. Each has a plain NumPy
reference beside its caller (or is its own: ``kernel.py_func``), and the tests
hold the two together. Nothing is compiled at import: the first call compiles,
and Numba's cache keeps the result for the next process.
"""
