"""What is right is green in a notebook, and the same words elsewhere."""

from IPython.utils.capture import capture_output
from test_checks import check, right  # noqa: F401
from test_unrun import shell  # noqa: F401

from minivae_checks.tick import show_right

SAID = "Exercise 4.2 twice: right (2 points). Later cells now use yours."


def test_a_notebook_shows_a_green_line_with_a_tick(shell, check):  # noqa: F811
    with capture_output() as captured:
        check(right)
    (output,) = captured.outputs
    assert output.data["text/plain"] == SAID and not captured.stdout
    green = output.data["text/html"]
    assert SAID in green and "&#10003;" in green and "background: #e2f5e7" in green


def test_what_is_shown_is_text_and_not_html(shell):  # noqa: F811
    with capture_output() as captured:
        show_right("a < b & c")
    assert "a &lt; b &amp; c" in captured.outputs[0].data["text/html"]
