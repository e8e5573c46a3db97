"""After a slip of syntax the old function is not judged."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from test_checks import check  # noqa: F401  (a fixture)

from minivae_checks import Wrong

RIGHT = "def twice(x):\n    return x + x"


@pytest.fixture
def shell():
    shell = InteractiveShell.instance()
    yield shell
    InteractiveShell.clear_instance()


def run(shell, code):
    return shell.run_cell(code, store_history=True)


def test_an_answer_that_did_not_run_is_not_judged(shell, check, capsys):  # noqa: F811
    run(shell, RIGHT)
    check(shell.user_ns["twice"])
    run(shell, "def twice(x):\n    return x +")
    with pytest.raises(Wrong, match=r"has not run since .* SyntaxError: .*\(line 2\)"):
        check(shell.user_ns["twice"])
    run(shell, "%time y = 3\n" + RIGHT)
    check(shell.user_ns["twice"])
    assert capsys.readouterr().out.count("right (2 points)") == 2


def test_other_cells_do_not_matter(shell, check):  # noqa: F811
    run(shell, RIGHT)
    run(shell, "def thrice(x:\n")
    check(shell.user_ns["twice"])
