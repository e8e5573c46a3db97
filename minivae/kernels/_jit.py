"""The compilation presets of the package."""

from numba import njit

# Full fast-math would let the compiler assume that NaN never happens, so that
# np.isnan returns False on a NaN. This subset allows what vectorises a loop
# (reordering sums, fused multiply-add, reciprocals, unsigned zero), and no more.
FAST = {"reassoc", "contract", "arcp", "nsz"}

# error_model="numpy": a division gives inf or nan, as in NumPy. Python's model
# raises ZeroDivisionError, a branch in the loop that keeps it from vectorising.
# nogil: kernels of two threads run side by side.
jit = njit(cache=True, fastmath=FAST, error_model="numpy", nogil=True)

# For small functions that take a named tuple of arrays: to the machine that is a
# hundred arguments, and a call costs more than the work.
inline_jit = njit(
    cache=True, fastmath=FAST, error_model="numpy", nogil=True, forceinline=True
)

# For functions whose rounding is the point: reordering `x - k*hi - k*lo` would
# throw away the low half.
exact_jit = njit(cache=True, fastmath={"contract"}, error_model="numpy")
