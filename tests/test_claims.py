"""The ledger: its rows, its page, and a sample of ten measured again."""

import re
import sys
from dataclasses import replace

import pytest
from house_rules import ROOT

sys.path[:0] = [str(ROOT / "tools"), str(ROOT)]

import make_claims  # noqa: E402
from claims import report, store  # noqa: E402
from claims.fingerprint import fingerprint, own_lines, program  # noqa: E402
from claims.ledger import CLAIMS, DAYS  # noqa: E402
from claims.row import VERDICTS, Claim, half_widths, means  # noqa: E402
from claims.run import measure, renew  # noqa: E402
from claims.syllabus import ERRORS, SYSTEMS  # noqa: E402

PATH, PAGE = ROOT / "docs/claims.json", ROOT / "docs/claims.md"
STORED = store.read(PATH)
SAMPLE = [claim for claim in CLAIMS if claim.quick]
BY_ID = {claim.id: claim for claim in CLAIMS}


def named(claims):
    return pytest.mark.parametrize("claim", claims, ids=lambda claim: claim.id)


# What is stored


@named(CLAIMS)
def test_a_row_is_stored_and_its_verdict_holds(claim):
    assert store.problems(claim, STORED.get(claim.id)) == []


@named(CLAIMS)
def test_the_lines_of_a_row_are_those_that_were_measured(claim):
    """A change of the package does not make a row stale, a change of the row does."""
    now = fingerprint(ROOT, claim.measure)
    assert STORED[claim.id]["lines"] == now["lines"], (
        f"measure it again: make claims, or tools/make_claims.py --only {claim.id}"
    )


@named(CLAIMS)
def test_a_verdict_does_not_hold_for_other_numbers(claim):
    """It hangs on what was measured: some value, far off, must overturn it."""
    found = means(STORED[claim.id]["values"])
    caught = [
        name
        for name, value in found.items()
        for other in (3 * value + 7, value / 9 - 7, -value - 1, 2e3 * abs(value) + 0.3)
        if not claim.holds(found | {name: other})
    ]
    assert "ours" in caught


@named(SAMPLE)
def test_the_sample_measured_again_gives_what_is_stored(claim):
    seed = claim.seeds[0]
    now, _ = measure(claim, [seed])
    stored = STORED[claim.id]["values"][str(seed)]
    assert set(now[seed]) == set(stored)
    assert store.moved(claim, stored, now[seed]) == []


def test_the_sample_has_ten_rows_of_all_kinds():
    assert len(SAMPLE) == 10
    assert {claim.verdict for claim in SAMPLE} >= {"reproduced", "corrected"}
    assert {claim.where[:4] for claim in SAMPLE} == {f"day{n}" for n in range(1, 6)}


def test_a_changed_number_is_caught(tmp_path):
    """By hand in the store, in both files, and in what a row measures."""
    claim, kept = BY_ID["crp-tables"], STORED["crp-tables"]
    values = {seed: dict(row) for seed, row in kept["values"].items()}
    values["0"]["ours"] += 0.01
    altered = kept | {"values": values}
    assert "its stored values were altered" in store.problems(claim, altered)
    assert report.page(CLAIMS, STORED | {claim.id: altered}) != PAGE.read_text("utf-8")
    other = store.entry(values, {}, 0.0)  # sealed anew, as if it had been measured
    assert store.problems(claim, other) == []
    now, _ = measure(claim, [0])
    assert store.moved(claim, other["values"]["0"], now[0]) == ["ours"]
    wrong = replace(claim, measure=lambda seed: {**now[0], "ours": 3.1})
    far = store.entry(measure(wrong)[0], {}, 0.0)
    assert store.problems(claim, far) == ["its verdict, reproduced, does not hold"]


def test_problems_name_what_is_amiss():
    claim = BY_ID["coin-posterior"]
    assert store.problems(claim, None) == ["it has not been measured"]
    bare = store.entry({0: {"ours": 0.25}}, {}, 0.0)
    assert "do not fit" in store.problems(claim, bare)[0]
    seeds = store.entry({4: STORED[claim.id]["values"]["0"]}, {}, 0.0)
    assert store.problems(claim, seeds) == ["it was measured with the seeds 4"]


# The page and the inventory


def test_the_page_is_what_its_values_say():
    assert PAGE.read_text("utf-8") == report.page(CLAIMS, STORED)


def test_the_page_has_each_row_once_in_three_columns():
    text = PAGE.read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 4 for line in rows)
    for claim in CLAIMS:
        assert sum(f"<br>`{claim.id}`," in line for line in rows) == 1
    assert "{" not in text and text.count("to come") >= 30


def test_names_are_unique_and_every_day_has_its_rows():
    assert len(BY_ID) == len(CLAIMS)
    for number, (day, rows) in enumerate(DAYS.items(), 1):
        assert day.startswith(f"Day {number}: ")
        assert {claim.where.split("/")[0] for claim in rows} == {f"day{number}"}
    assert set(STORED) == set(BY_ID)


@named(CLAIMS)
def test_a_row_has_a_notebook_and_something_to_compare_with(claim):
    assert (ROOT / "course" / f"{claim.where}.ipynb").is_file()
    assert claim.baseline or claim.rival
    assert claim.note or claim.verdict == "reproduced", "say why"


def test_ledger_and_syllabus_are_in_step():
    """Each system and error has rows or is to come; each row belongs to one of them."""
    assert len(SYSTEMS) == 61 and len(ERRORS) == 23
    assert [int(item.name.split(".")[0]) for item in ERRORS] == list(range(1, 24))
    listed = {name for item in (*SYSTEMS, *ERRORS) for name in item.rows}
    assert listed == set(BY_ID)
    for item in (*SYSTEMS, *ERRORS):
        days = {BY_ID[name].where.split("/")[0] for name in item.rows}
        assert days <= {f"day{item.day}"}, item.name
        assert item.rows or item.day >= 6, f"days 1 to 5 are ready: {item.name}"


def test_an_error_of_the_slides_says_so_in_its_rows():
    for item in ERRORS:
        number = item.name.split(".")[0]
        for name in item.rows:
            assert f"Error {number}" in BY_ID[name].says or item.rows.index(name)


# Rows, hashes, the program


def toy(**changed):
    given = dict(
        id="toy",
        deck="003",
        where="day1/KMeans",
        says="it is one",
        ours="it",
        measure=lambda seed: {"ours": 1.0, "baseline": 0.0},
        verdict="reproduced",
        holds=lambda m: m["ours"] > m["baseline"],
        baseline="nothing",
    )
    return Claim(**given | changed)


def test_bad_rows_are_refused():
    with pytest.raises(ValueError, match="the verdict is one of"):
        toy(verdict="true")
    with pytest.raises(ValueError, match="at least five seeds"):
        toy(seeds=(0, 1, 2))
    with pytest.raises(ValueError, match="measured"):
        toy(rival="another").check({"ours": 1.0, "baseline": 0.0})
    with pytest.raises(ValueError, match="ours is nan"):
        toy(baseline="").check({"ours": float("nan")})
    assert set(VERDICTS) == {"reproduced", "not reproduced", "corrected"}


def test_means_and_intervals():
    rows = {seed: {"ours": float(seed)} for seed in range(5)}
    assert means(rows) == {"ours": 2.0}
    assert half_widths(rows)["ours"] == pytest.approx(2.7764 * 1.5811 / 5**0.5, 1e-4)
    assert half_widths({0: {"ours": 1.0}}) == {}


def test_own_lines_follow_the_names_of_a_file():
    text, modules = own_lines(BY_ID["plsa-m-step"].measure)
    assert "def em(" in text and "GUESS = (" in text and "def without_topics" in text
    assert "def two_heads" not in text
    assert "minivae.data.three_documents" in modules
    inputs = fingerprint(ROOT, BY_ID["pets-pixels"].measure)
    assert inputs != fingerprint(ROOT, BY_ID["crp-tables"].measure)


def test_words_are_no_part_of_a_program():
    text = '''"""A file."""

X = 1  # a number


def f(x):
    """Return x, and
    nothing else.
    """
    # Why not?
    return x + len("# 2") + len("""no
docstring""")
'''
    found = program(text)
    assert found == (
        'X = 1\ndef f(x):\n    return x + len("# 2") + len("""no\ndocstring""")'
    )
    other = text.replace("nothing else", "no more").replace("# Why not?", "# Because.")
    assert program(other) == found
    for old, new in (("X = 1", "X = 2"), ('"# 2"', '"# 3"'), ("x +", "x -")):
        assert program(text.replace(old, new)) != found


def test_a_row_is_measured_when_its_lines_change(tmp_path, monkeypatch, capsys):
    claim, path = BY_ID["free-numbers"], tmp_path / "claims.json"
    _, failed = renew(ROOT, [claim], path)
    assert failed == 0 and "measured free-numbers" in capsys.readouterr().out
    renew(ROOT, [claim], path)
    assert capsys.readouterr().out == ""  # nothing has changed
    other = replace(claim, measure=BY_ID["coin-posterior"].measure)
    _, failed = renew(ROOT, [other], path)
    said = capsys.readouterr().out
    assert failed == 1 and "was 1048575.0, 0.25" in said and "does not hold" in said
    stops = replace(claim, measure=own_lines)  # no function of a seed
    assert renew(ROOT, [stops], path)[1] == 1
    assert "FAILED   free-numbers" in capsys.readouterr().out


def test_a_row_that_needs_all_images_keeps_its_value(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MINIVAE_DATA", "bundled")
    path = tmp_path / "claims.json"
    entries, failed = renew(ROOT, [BY_ID["pca-30-full"]], path, everything=True)
    assert entries == {} and failed == 0
    assert "kept     pca-30-full" in capsys.readouterr().out


def test_the_program_checks_and_refuses_unknown_rows(capsys):
    assert make_claims.main(["--check"]) == 0
    assert f"{len(CLAIMS)} rows, 0 amiss" in capsys.readouterr().out
    assert make_claims.main(["--only", "nothing"]) == 2
    assert "no row is called nothing" in capsys.readouterr().out
