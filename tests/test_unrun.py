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


# From Python 3.13 on the cell's own error is called _IncompleteInputError for the
# last two; what the check says of them must not depend on that.
@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("    return x +", "invalid syntax"),
        ("    return (x", r"'\(' was never closed"),
        ("    if x:", "expected an indented block after 'if' statement on line 2"),
    ],
)
def test_an_answer_that_did_not_run_is_not_judged(slip, said, shell, check, capsys):  # noqa: F811
    run(shell, RIGHT)
    check(shell.user_ns["twice"])
    run(shell, f"def twice(x):\n{slip}")
    says = rf"has not run since .* SyntaxError: {said} \(line 2\)"
    with pytest.raises(Wrong, match=says):
        check(shell.user_ns["twice"])
    run(shell, "%time y = 3\n" + RIGHT)
    check(shell.user_ns["twice"])
    assert capsys.readouterr().out.count("right (2 points)") == 2


def test_other_cells_do_not_matter(shell, check):  # noqa: F811
    run(shell, RIGHT)
    run(shell, "def thrice(x:\n")
    check(shell.user_ns["twice"])
