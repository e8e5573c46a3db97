"""Numbers in the prose of the exercises that the checks know: points and counts."""

import re

import pytest
from test_exercises import COURSE, TOPICS

from minivae_checks.exercise import exercises_in

NUMBERS = "one two three four five six seven eight nine ten".split()
ROW = re.compile(r"^# \| (\d+\.\d+) \| .* \| (\d+) \|$", re.MULTILINE)
YOU_WRITE = re.compile(r"[Yy]ou write (?:the )?(\w+) (?:short )?functions")


def wrong_numbers(text, exercises):
    """List what a solution's text says of points and counts that is not so."""
    points = {e.number: str(e.points) for e in exercises}
    found = []
    rows = dict(ROW.findall(text))
    if rows and rows != points:
        found.append(f"the table says {rows}, the checks {points}")
    for word in YOU_WRITE.findall(text):
        if word in NUMBERS and NUMBERS.index(word) + 1 != len(exercises):
            found.append(f"it says {word} functions, there are {len(exercises)}")
    return found


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("kind", ["course", "solutions"])
def test_points_and_counts_are_those_of_the_checks(kind, topic):
    text = COURSE.source(kind, topic).read_text(encoding="utf-8")
    exercises = exercises_in(COURSE.checks_module(topic), topic)
    assert wrong_numbers(text, exercises) == []


def test_wrong_points_and_counts_are_found():
    exercises = exercises_in(COURSE.checks_module("day3/x"), "day3/BackpropByHand")
    right = NUMBERS[len(exercises) - 1]
    rows = "".join(f"# | {e.number} | a line | {e.points} |\n" for e in exercises)
    text = f"# You write the {right} short functions ...\n{rows}"
    assert wrong_numbers(text, exercises) == []
    assert len(wrong_numbers(text.replace(right, "ten"), exercises)) == 1
    assert len(wrong_numbers(text.replace(" | 1 |", " | 2 |"), exercises)) == 1
