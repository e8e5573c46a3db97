"""Likely mistakes as lines of data: an expression, and the sentence that names it.

A table of mistakes is a text in the names of the exercise::

    sigma = np.exp(0.5 * logvar)
    mu + sigma * eps
    mu + eps  # The noise is not scaled by sigma.
    mu + sigma @ eps
        # That is a product of matrices (@); multiply entry by entry (*).

A line ``name = ...`` gives a name to the lines below it. The first expression without
a sentence is the right answer; each other one is a mistake. An indented line goes on
with the line above. A sentence may show a value: ``{alpha}``, as in `str.format`; the
sentence ``ditto`` is that of the line before.
"""

import ast
import re
import textwrap
import warnings

import numpy as np

from minivae_checks.expect import differ, expect_array, expect_close, fits

# What an expression raises on inputs that do not fit it.
DOES_NOT_FIT = ArithmeticError, IndexError, KeyError, ValueError


class Mistakes:
    """The right answer of an exercise and the likely wrong ones, as expressions.

    Parameters
    ----------
    text : str
        The lines, see above. They know ``np``, and what `using` gives them.

    Raises
    ------
    ValueError
        If no right answer or a second one is there.
    SyntaxError
        If a line is no expression.
    """

    def __init__(self, text):
        self.helpers = {"np": np}
        self.names, self.right, self.lines = [], None, []
        for expression, sentence in _lines(text):
            statement = ast.parse(expression).body[0]
            if isinstance(statement, ast.Assign) and not sentence:
                new = {part.id for part in ast.walk(statement) if _is_stored(part)}
                self.names.append((new, compile(expression, expression, "exec")))
                continue
            code = compile(expression, expression, "eval")
            if sentence == "ditto":
                self.lines.append((code, self.lines[-1][1]))
            elif sentence:
                self.lines.append((code, sentence))
            elif self.right is None:
                self.right = code
            else:
                raise ValueError(
                    f"a second line without a sentence: {expression!r}. Say what is wrong with it, after `# `."
                )
        if self.right is None:
            raise ValueError("the right answer, a line without a sentence, is missing")

    def using(self, **helpers):
        """Let the lines use functions and constants by these names; returns the table."""
        self.helpers |= helpers
        return self

    def answer(self, *arguments):
        """Return the right answer as a function of arguments of these names."""

        def right(*args, **kwargs):
            names = dict(zip(arguments, args, strict=False)) | kwargs
            return eval(self.right, self._space(names)[0])

        return right

    def judge(self, name, got, because="", rtol=None, atol=None, **names):
        """Refuse ``got`` unless it is the right answer; name the mistake if one fits.

        Parameters
        ----------
        name : str
            What the answer is called in the exercise.
        got : array_like
            The student's answer.
        because : str
            Shown when no line fits, so it must be true of any wrong answer.
        rtol, atol : float
            Relative and absolute tolerance.
        **names
            The inputs, as the exercise calls them.

        Raises
        ------
        Wrong
            With the worst entry, and the sentence of the line that gives these values.
        """
        want, lines = self.values(names)
        _expect(name, got, want, lines.values(), because, rtol=rtol, atol=atol)

    def judge_all(self, name, yours, cases, because="", rtol=None, atol=None):
        """`judge` in several cases; a mistake is named only if it explains every one.

        ``cases`` is a list of ``{name: input}``, in the order of the arguments of
        ``yours``. A line that does not fit a case (or is None there) says nothing
        about it.
        """
        gots = [yours(*case.values()) for case in cases]
        values = [self.values(case) for case in cases]

        def explains(line):
            return all(
                line not in lines or fits(got, *lines[line][1:], want, rtol, atol)
                for got, (want, lines) in zip(gots, values, strict=True)
            )

        told = set(filter(explains, range(len(self.lines))))
        trials = [
            (got, want, [lines[line] for line in sorted(told & set(lines))])
            for got, (want, lines) in zip(gots, values, strict=True)
        ]
        for got, want, told in sorted(trials, key=lambda trial: not trial[2]):
            _expect(name, got, want, told, because, rtol=rtol, atol=atol)

    def named(self, fits, **names):
        """Return the first sentence whose value ``fits(value)`` accepts, else ``""``.

        For answers that are compared by other means than equality: simulations.
        """
        _, lines = self.values(names)
        return next((said for said, value in lines.values() if fits(value)), "")

    def values(self, names):
        """Return the right value, and ``{line: (sentence, value)}`` where lines fit."""
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            space, unfit = self._space(names)
            want, lines = eval(self.right, space), {}
            for line, (code, sentence) in enumerate(self.lines):
                try:
                    value = eval(code, space)
                except DOES_NOT_FIT:
                    continue
                except NameError as error:
                    if error.name in unfit:
                        continue
                    raise NameError(
                        f"a line of mistakes uses `{error.name}`, which is neither an argument nor "
                        f"given by using(): {code.co_filename}"
                    ) from None
                if value is not None:
                    said = sentence.format_map(space) if "{" in sentence else sentence
                    lines[line] = said, value
        return want, lines

    def _space(self, names):
        space, unfit = {**self.helpers, **names}, set()
        for new, code in self.names:
            try:
                exec(code, space)
            except DOES_NOT_FIT:
                unfit |= new
        return space, unfit


def _expect(name, got, want, lines, because, **tolerance):
    if np.ndim(want):
        expect_array(name, got, want, lines, because, **tolerance)
    else:
        suspects = differ(lines, want, **tolerance)
        expect_close(name, got, want, because, suspects, **tolerance)


def _is_stored(node):
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _lines(text):
    """Yield (expression, sentence) pairs; the sentence may be empty."""
    for line in re.split(r"\n(?!\s)", textwrap.dedent(text).strip()):
        parts = [part.partition("# ") for part in line.splitlines()]
        code = " ".join(part[0].strip() for part in parts).strip()
        if code:
            yield code, " ".join(part[2].strip() for part in parts).strip()
