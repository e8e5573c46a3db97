"""The command minivae: what it prints, and the exit codes that a script can use."""

import gzip
import json
import re
import subprocess
import sys
from importlib import import_module, metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from minivae.cli import COMMANDS, main
from minivae.commands import doctor, lab
from minivae.data import search


def lines(capsys):
    """What was printed so far: (lines on stdout, lines on stderr)."""
    printed = capsys.readouterr()
    return printed.out.splitlines(), printed.err.splitlines()


# --- the frame


def test_no_command_prints_the_commands_and_returns_2(capsys):
    assert main([]) == 2
    out, _ = lines(capsys)
    assert all(any(name in line for line in out) for name in COMMANDS)


def test_help_says_what_the_package_is(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = " ".join(capsys.readouterr().out.split())
    assert "Unsupervised learning by hand: clusters, topics" in printed


@pytest.mark.parametrize("argv", [["dance"], ["fetch"], ["fetch", "cifar"], ["-x"]])
def test_a_command_line_that_is_not_understood_exits_with_2(argv, capsys):
    with pytest.raises(SystemExit) as caught:
        main(argv)
    assert caught.value.code == 2
    assert lines(capsys)[1][0].startswith("usage: minivae")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_can_be_described_and_run(name, capsys):
    assert callable(import_module(f"minivae.commands.{name}").run)
    with pytest.raises(SystemExit) as caught:
        main([name, "--help"])
    assert caught.value.code == 0
    assert COMMANDS[name].split()[-1] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (ValueError("latent_dim must be 1 or more, got 0"), 1, "got 0"),
        (PermissionError(13, "Permission denied", "out.html"), 1, "out.html"),
        (search.DataNotFound("MNIST was not found."), 1, "MNIST was not found."),
        (ModuleNotFoundError("No module named 'tqdm'"), 1, "minivae doctor"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_is_told_without_a_traceback(error, code, says, monkeypatch, capsys):
    def fail(args):
        raise error

    monkeypatch.setattr(lab, "run", fail)
    assert main(["lab"]) == code
    out, err = lines(capsys)
    assert out == [] and says in err[-1] and "minivae lab: " in err[-1]


def test_our_own_mistakes_keep_their_traceback(monkeypatch):
    monkeypatch.setattr(lab, "run", lambda args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["lab"])


def test_the_frame_imports_nothing_heavy():
    code = "import sys, minivae.cli as c; c._parser([]); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    loaded = set(run.stdout.split())
    assert "minivae.cli" in loaded and not loaded & {"numpy", "numba", "matplotlib"}


# --- fetch


def test_fetch_without_a_network_says_what_was_tried_and_returns_1(
    tiny, network, capsys
):
    assert main(["fetch", "mnist"]) == 1
    _, err = lines(capsys)
    assert err[0] == "minivae fetch: MNIST was not found."
    assert sum("no connection" in line for line in err) == 2
    assert sum(line.startswith("  * ") for line in err) == 3
    assert not any("Traceback" in line for line in err)


def test_fetch_to_a_folder_says_how_to_use_it(
    tiny, network, tmp_path, monkeypatch, capsys
):
    network.answers["https://"] = lambda name: gzip.compress(tiny.bytes[name])
    assert main(["fetch", "mnist", "--to", str(tmp_path / "d")]) == 0
    out, _ = lines(capsys)
    assert out[-1] == f"To use it: export MINIVAE_DATA={tmp_path / 'd'}"
    monkeypatch.setenv("MINIVAE_DATA", str(tmp_path / "d"))
    assert search.find(tiny.entry) == tmp_path / "d/mnist"


def test_fetch_to_a_place_that_cannot_be_written_to_returns_1(
    tiny, network, tmp_path, capsys
):
    (tmp_path / "file").touch()
    assert main(["fetch", "mnist", "--to", str(tmp_path / "file")]) == 1
    _, err = lines(capsys)
    assert len(err) == 1 and str(tmp_path / "file") in err[0]


# --- lab


def test_lab_opens_the_course_from_the_projects_folder(monkeypatch, tmp_path):
    (tmp_path / "course").mkdir()
    monkeypatch.setattr(lab, "PROJECT", tmp_path)
    called = []
    monkeypatch.setattr(lab.subprocess, "call", lambda words: called.append(words) or 7)
    assert main(["lab", "--", "--no-browser"]) == 7
    (words,) = called
    assert words[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path}" in words
    assert "--LabApp.default_url=/lab/tree/course/README.md" in words
    assert f"--LabApp.app_settings_dir={tmp_path / 'tools' / 'lab'}" in words
    assert words[-1] == "--no-browser"


def test_students_see_no_menus_of_instructors_and_no_news():
    """Seen in a browser: no Nbgrader menu, no Validate button, no popup."""
    config, overrides = (
        json.loads((lab.PROJECT / "tools" / "lab" / name).read_text(encoding="utf-8"))
        for name in ("page_config.json", "overrides.json")
    )
    assert config["disabledExtensions"]["@jupyter/nbgrader"] is True
    news = overrides["@jupyterlab/apputils-extension:notification"]
    assert news == {"checkForUpdates": False, "fetchNews": "false"}
    viewers = overrides["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers == {"markdown": "Markdown Preview"}


def test_the_first_page_links_to_every_notebook_in_course_order():
    text = (lab.PROJECT / "course" / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", text)
    for link in links:
        assert (lab.PROJECT / "course" / link).is_file(), link
    for kind in ("course", "exercises", "solutions"):
        made = sorted((lab.PROJECT / kind).glob("day*/*.ipynb"))
        there = {(lab.PROJECT / "course" / link).resolve() for link in links}
        assert set(made) <= there
    for day in sorted((lab.PROJECT / "course").glob("day*/README.md")):
        order = re.findall(r"\((\w+\.ipynb)\)", day.read_text(encoding="utf-8"))
        order = list(dict.fromkeys(order))
        here = [a for a in links if re.fullmatch(rf"{day.parent.name}/\w+\.ipynb", a)]
        assert [Path(link).name for link in here] == order


def test_lab_without_the_course_or_without_jupyterlab_says_so(
    monkeypatch, tmp_path, capsys
):
    monkeypatch.setattr(lab, "PROJECT", tmp_path)
    assert main(["lab"]) == 1
    assert "there is no folder course/" in lines(capsys)[1][0]
    (tmp_path / "course").mkdir()
    monkeypatch.setattr(lab, "find_spec", lambda name: None)
    assert main(["lab"]) == 1
    assert "JupyterLab is not installed" in lines(capsys)[1][0]


# --- doctor


def fixes(capsys):
    """The findings that must be fixed, each with the line of its cure."""
    out, _ = lines(capsys)
    pairs = list(zip(out, [*out[1:], ""], strict=True))
    return [pair for pair in pairs if pair[0].startswith("fix")]


def test_doctor_finds_nothing_to_fix_on_a_computer_with_bundled_data_alone(
    bare_home, capsys
):
    assert main(["doctor"]) == 0
    out, _ = lines(capsys)
    assert all(line.startswith(("ok ", "note ", "      -> ")) for line in out[:-1])
    assert out[-1] == "All is well."
    for seen in ("Python 3", "numpy", "BLAS", "Numba cache", "bundled mnist", "disk"):
        assert any(line.startswith("ok") and seen in line for line in out), seen
    assert any(line.startswith("note  full mnist: not on") for line in out)


def test_doctor_finds_the_full_data(tiny, capsys):
    folder = tiny.put(search.cache_folder() / "mnist")
    assert main(["doctor"]) == 0
    assert any(f"MNIST, from {folder}" in line for line in lines(capsys)[0])


def test_doctor_names_an_altered_file_and_the_cure(tiny, capsys):
    folder = tiny.put(search.cache_folder() / "mnist")
    (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(b"changed")
    assert main(["doctor"]) == 1
    ((seen, cure),) = fixes(capsys)
    assert "t10k-labels-idx1-ubyte.gz" in seen and "minivae fetch mnist" in cure


def test_doctor_names_a_data_folder_that_is_not_there(bare_home, monkeypatch, capsys):
    monkeypatch.setenv("MINIVAE_DATA", "/nowhere")
    assert main(["doctor"]) == 1
    ((seen, cure),) = fixes(capsys)
    assert "MINIVAE_DATA=/nowhere" in seen and "unset MINIVAE_DATA" in cure


def test_doctor_names_an_old_and_a_missing_package(monkeypatch, bare_home, capsys):
    def version(name):
        if name == "tqdm":
            raise metadata.PackageNotFoundError(name)
        return {"numpy": "1.26.4"}.get(name, real(name))

    real = metadata.version
    monkeypatch.setattr(doctor.metadata, "version", version)
    assert doctor.run(None) == 1
    old, missing = fixes(capsys)
    assert "numpy 1.26.4, wanted" in old[0] and 'pip install "numpy' in old[1]
    assert "tqdm: not installed" in missing[0] and "pip install -e ." in missing[1]


def test_doctor_goes_on_when_a_package_cannot_be_imported(
    monkeypatch, bare_home, capsys
):
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    assert main(["doctor"]) == 1
    ((seen, _),) = fixes(capsys)
    assert "linear_algebra" in seen and "threadpoolctl" in seen


def test_doctor_names_too_little_room(monkeypatch, bare_home, capsys):
    usage = SimpleNamespace(free=1e6)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: usage)
    assert main(["doctor"]) == 1
    assert len(fixes(capsys)) == 2


def test_doctor_names_a_numba_cache_that_cannot_be_written_to(
    monkeypatch, bare_home, capsys
):
    def fail():
        raise RuntimeError("cannot cache function 'probe': no locator available")

    monkeypatch.setattr("minivae.kernels.compiler.cache_folder", fail)
    assert main(["doctor"]) == 1
    ((seen, cure),) = fixes(capsys)
    assert "no locator" in seen and "NUMBA_CACHE_DIR" in cure
