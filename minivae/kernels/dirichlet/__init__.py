"""The hot loops of the Dirichlet process mixture: clusters in slots, seats.

These files call one another's kernels, which no other kernel may: Numba's cache does
not see that a function of another file has changed. After a change in one: make clean.
"""
