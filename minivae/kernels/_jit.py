"""The compilation presets of the package."""

import warnings

from llvmlite import ir
from numba import njit, types
from numba.core.caching import FunctionCache
from numba.extending import intrinsic

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


@intrinsic
def prefetch_row(typing_context, rows, row):
    """Ask for one row of a C-ordered matrix, before it is needed: see skip_gram.py.

    The processor then fetches its cache lines while it goes on working. Nothing else
    happens: results do not change.
    """

    def emit(context, builder, signature, arguments):
        matrix = context.make_array(signature.args[0])(context, builder, arguments[0])
        line, int32, int64 = ir.IntType(8).as_pointer(), ir.IntType(32), ir.IntType(64)
        stride = builder.extract_value(matrix.strides, 0)
        offset = builder.mul(builder.zext(arguments[1], int64), stride)
        base = builder.bitcast(matrix.data, line)
        kind = ir.FunctionType(ir.VoidType(), [line, int32, int32, int32])
        call = builder.module.declare_intrinsic("llvm.prefetch", [line], kind)
        for byte in range(0, PREFETCHED, 64):
            place = builder.gep(base, [builder.add(offset, int64(byte))])
            builder.call(call, [place, int32(1), int32(3), int32(1)])  # to write, soon
        return context.get_dummy_value()

    return types.void(rows, types.uint32), emit


PREFETCHED = 448  # bytes: 112 float32; the processor guesses the rest of longer rows
