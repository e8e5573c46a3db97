"""The compilation presets of the package."""

import warnings

from numba import njit
from numba.core.caching import FunctionCache

# Full fast-math would let the compiler assume that NaN never happens, so that
# np.isnan returns False on a NaN. This subset allows what vectorises a loop
# (reordering sums, fused multiply-add, reciprocals, unsigned zero), and no more.
FAST = {"reassoc", "contract", "arcp", "nsz"}


class ForgivingCache(FunctionCache):
    """Numba's files of compiled code: one that is broken costs time, and no more."""

    def load_overload(self, sig, target_context):
        """Return the compiled code that was kept, or None: then it is compiled."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # what unpickling a broken file can raise, nobody lists
            try:
                self.flush()  # else the next start meets the same file
            except OSError:
                pass
            return None

    def save_overload(self, sig, data):
        """Keep compiled code, if the disk takes it."""
        try:
            super().save_overload(sig, data)
        except OSError:
            pass


def cached(**options):
    """``njit`` whose code is kept for the next start, where a folder can be found."""

    def decorate(function):
        kernel = njit(**options)(function)
        try:
            kernel._cache = ForgivingCache(function)
        except RuntimeError:  # neither beside the file nor in the user's home
            warn_once()
        return kernel

    return decorate


def warn_once():
    """Say, at the first kernel, why each start will take long."""
    if not warned:
        warned.append(True)
        warnings.warn(
            "compiled code cannot be kept, since neither minivae's folder nor the home "
            "folder can be written to: each start takes some seconds more. The cure: "
            "export NUMBA_CACHE_DIR=FOLDER, a folder of yours",
            stacklevel=2,
        )


warned = []

# error_model="numpy": a division gives inf or nan, as in NumPy. Python's model
# raises ZeroDivisionError, a branch in the loop that keeps it from vectorising.
# nogil: kernels of two threads run side by side.
jit = cached(fastmath=FAST, error_model="numpy", nogil=True)

# For small functions that take a named tuple of arrays: to the machine that is a
# hundred arguments, and a call costs more than the work.
inline_jit = cached(fastmath=FAST, error_model="numpy", nogil=True, forceinline=True)

# For functions whose rounding is the point: reordering `x - k*hi - k*lo` would
# throw away the low half.
exact_jit = cached(fastmath={"contract"}, error_model="numpy")
