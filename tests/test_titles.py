"""Lecture, exercise and solution: titles of their own, and links to each other."""

import json
import re

import pytest
import toy_course  # noqa: F401  (puts tools/ on the path)
from notebooks.course import Course
from notebooks.minutes import minutes
from notebooks.source import read_source
from notebooks.titles import LINKS
from test_build_notebooks import EVERY, ROOT

pytest_plugins = ["toy_fixtures"]
COURSE = Course(ROOT)


def links_of(text):
    (line,) = LINKS.findall(text)
    return dict(re.findall(r"\[([^]]+)\]\(([^)]+)\)", line))


@pytest.mark.parametrize("kind, topic", EVERY)
def test_each_notebook_links_to_what_belongs_to_it(kind, topic):
    text = read_source(COURSE, kind, topic).cells[0].source
    links = links_of(text)
    own = {"course": "lecture", "exercises": "exercise", "solutions": "solution"}[kind]
    day = topic.split("/")[0].replace("day", "day ")
    assert set(links) == {"lecture", "exercise", "solution", day} - {own}
    for link in links.values():
        assert (COURSE.notebook(kind, topic).parent / link).resolve().is_file(), link


def test_no_two_notebooks_have_the_same_title():
    titles = [
        read_source(COURSE, kind, topic).cells[0].source.split("\n")[0]
        for kind, topic in EVERY
    ]
    assert len(set(titles)) == len(titles)
    assert "# K-means: solutions" in titles and "# K-means: exercises" in titles


def test_the_toy_has_them_in_its_notebooks_and_its_minutes_do_not_count_them(toy):
    heads = {}
    for kind in ("course", "exercises", "solutions"):
        nb = json.loads((toy / kind / "day9" / "Toy.ipynb").read_text())
        heads[kind] = "".join(nb["cells"][0]["source"])
        assert nb["cells"][0]["id"] in ("toy", "toy-answers")
    assert links_of(heads["exercises"]) == {
        "lecture": "../../course/day9/Toy.ipynb",
        "solution": "../../solutions/day9/Toy.ipynb",
        "day 9": "../../course/day9/README.md",
    }
    assert len({head.split("\n")[0] for head in heads.values()}) == 3
    course = Course(toy, "toychecks")
    (toy / "course" / "day9" / "README.md").unlink()
    nb = read_source(course, "course", "day9/Toy")
    assert "README" not in nb.cells[0].source
    before = minutes(nb)
    nb.cells[0].source = nb.cells[0].source.replace("exercise", 2000 * "word ")
    assert minutes(nb) == before


def test_a_lecture_without_exercise_links_to_none(toy):
    (toy / "solutions" / "day9" / "Toy.py").unlink()
    text = read_source(Course(toy, "toychecks"), "course", "day9/Toy").cells[0].source
    assert set(links_of(text)) == {"day 9"}
