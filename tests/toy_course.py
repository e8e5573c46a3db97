"""A course of one lecture and one exercise notebook, small enough to test with."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

TOPIC = "day9/Toy"

CHECKS = """
import numpy as np
from minivae_checks import exercise, expect_close, expect_gradient, expect_parts


def _scale(x, factor):
    return x * factor


@exercise("9.1", notebook="day9/Toy", points=2, task="return x times factor",
          ours=_scale, hint="one star")
def scale(yours):
    x = np.random.default_rng(1).normal(size=(3, 2))
    expect_close("y", yours(x, 3.0), 3 * x, suspects={"The factor is added.": x + 3})


def _halve(x):
    return x / 2, np.full_like(x, 0.5)


@exercise("9.2", notebook="day9/Toy", points=1, task="return x / 2 and its gradient",
          ours=_halve, hint="0.5 everywhere")
def halve(yours):
    x = np.random.default_rng(2).normal(size=5)
    y, dx = expect_parts(yours(x), "y", "dx")
    expect_close("y", y, x / 2)
    expect_gradient("dx", lambda x: (x / 2).sum(), x, dx)
"""

SOLUTION = '''\
# %% [markdown]
# # Toy: answers
# Two functions.

# %% setup=true
import numpy as np
import sys
from IPython.display import Image
from minivae_checks import pick
from toychecks import day9 as check

x = np.arange(3.0)

# %% [markdown]
# ## Scale
# <details><summary>Hint 1</summary> Multiply. </details>
# <details><summary>Hint 2</summary> By the factor. </details>

# %% exercise="scale"
def scale(x, factor):
    """Scale x."""
    ### BEGIN SOLUTION
    unmistakable_answer = factor * x
    return unmistakable_answer
    ### END SOLUTION

# %% check="scale"
check.scale(scale)

# %% [markdown]
# ## Halve
# <details><summary>Hint 1</summary> Divide. </details>
# <details><summary>Hint 2</summary> The gradient has the shape of x. </details>

# %% exercise="halve"
def halve(x):
    ### BEGIN SOLUTION
    second_answer = np.full_like(x, 0.5)
    return x * second_answer, second_answer
    ### END SOLUTION

# %% check="halve"
check.halve(halve)

# %%
use = pick(check.scale, check.halve)
print(use.scale(x, 2.0))  # NBVAL_CHECK_OUTPUT

# %%
print("a warning", file=sys.stderr)
print(object(), __import__("os").getcwd())

# %% figure="A red dot"
Image(data=bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
))
'''

LECTURE = """\
# %% [markdown]
# # Toy

# %%
print(6 * 7)

# %% [markdown]
# # Toy
# The same heading again.
"""

README = "# Day 9\n\n<!-- minutes -->\n<!-- /minutes -->\n\nThe end.\n"

FILES = {
    "toychecks/__init__.py": "",
    "toychecks/day9.py": CHECKS,
    "solutions/day9/Toy.py": SOLUTION,
    "course/day9/Toy.py": LECTURE,
    "course/day9/README.md": README,
}


def write(root):
    """Write the sources of the toy course and return the root."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def build(root, *words):
    """Run the build as its user does, in this process; return the exit code."""
    from build_notebooks import main

    return main([*words, "--root", str(root), "--checks", "toychecks"])
