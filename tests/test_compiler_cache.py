"""Compiled code that cannot be kept or read: it is compiled again, and that is all."""

import importlib.util
import warnings

import pytest

from minivae.kernels import _jit


def twice(x):
    return x + x


def test_without_a_folder_to_write_to_kernels_work_and_say_so_once(monkeypatch):
    def no_folder(function):
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(_jit, "ForgivingCache", no_folder)
    monkeypatch.setattr(_jit, "warned", [])
    with pytest.warns(UserWarning, match="export NUMBA_CACHE_DIR=FOLDER"):
        kernel = _jit.jit(twice)
    assert kernel(2.0) == 4.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _jit.exact_jit(twice)


def test_a_full_disk_keeps_no_kernel_from_its_work(monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_jit.FunctionCache, "save_overload", full)
    assert _jit.jit(twice)(2.0) == 4.0


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("broken", [b"", b"\x80\x04 no pickle", None])
def test_a_broken_file_is_dropped_and_compiled_again(tmp_path, kind, broken):
    path = tmp_path / "a_kernel.py"
    path.write_text("def twice(x):\n    return x + x\n")
    spec = importlib.util.spec_from_file_location("a_kernel", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def fresh():
        """As after a new start."""
        kernel = _jit.jit(module.twice)
        assert kernel(2.0) == 4.0
        return sum(kernel.stats.cache_hits.values())

    assert fresh() == 0 and fresh() == 1  # compiled, then read
    (file,) = tmp_path.rglob(f"*.{kind}")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if broken is None else broken)
    assert fresh() == 0 and fresh() == 1
