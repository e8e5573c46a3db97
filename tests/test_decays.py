"""The generated decays: exact kinematics, and the distributions that were promised."""

import numpy as np
import pytest
from scipy import stats

from minivae.data import boost, invariant_mass, make_decays

N = 15_000


@pytest.fixture(scope="module")
def decays():
    return make_decays(N)


def pair(decays):
    return decays.events[:, :4], decays.events[:, 4:]


def turned_back(parent):
    """The parent as one sees it who moves with it the other way."""
    return parent * [1, -1, -1, -1]


def test_the_pair_has_the_mass_of_the_parent(decays):
    found = invariant_mass(*pair(decays))
    np.testing.assert_allclose(found, decays.mass, rtol=1e-12)
    np.testing.assert_allclose(invariant_mass(decays.parent), decays.mass, rtol=1e-12)


def test_each_particle_keeps_to_its_shell(decays):
    for p, mass in zip(pair(decays), decays.masses, strict=True):
        squared = p[:, 0] ** 2 - np.sum(p[:, 1:] ** 2, axis=1)
        assert np.abs((squared - mass**2) / p[:, 0] ** 2).max() < 1e-13
        np.testing.assert_allclose(invariant_mass(p), mass, rtol=1e-10)


def test_energy_and_momentum_are_conserved(decays):
    first, second = pair(decays)
    scale = decays.parent[:, :1]
    assert np.abs((first + second - decays.parent) / scale).max() < 1e-13


def test_at_rest_with_the_parent_they_fly_apart_back_to_back(decays):
    first, second = (boost(p, turned_back(decays.parent)) for p in pair(decays))
    np.testing.assert_allclose(first[:, 1:], -second[:, 1:], atol=1e-11)
    np.testing.assert_allclose(first[:, 0] + second[:, 0], decays.mass, rtol=1e-12)
    length = np.linalg.norm(first[:, 1:], axis=1, keepdims=True)
    np.testing.assert_allclose(first[:, 1:] / length, decays.direction, atol=1e-11)


def test_no_direction_is_preferred(decays):
    """Chi-square over 50 cells of the sphere of equal size; for fast parents, too."""
    fast = decays.parent[:, 0] > 2 * decays.mass
    for rows in (slice(None), fast, decays.mass > 91.19):
        x, y, z = boost(pair(decays)[0], turned_back(decays.parent))[rows, 1:].T
        cos = z / np.sqrt(x**2 + y**2 + z**2)
        counts, *_ = np.histogram2d(
            cos, np.arctan2(y, x), (5, 10), [[-1, 1], [-np.pi, np.pi]]
        )
        assert stats.chisquare(counts.ravel()).pvalue > 0.001


def test_the_mass_is_a_breit_wigner(decays):
    resonance = stats.cauchy(91.19, 1.25)
    low, high = resonance.cdf([91.19 - 25, 91.19 + 25])
    assert abs(decays.mass - 91.19).max() <= 25

    def below(m):
        return (resonance.cdf(m) - low) / (high - low)

    assert stats.kstest(decays.mass, below).pvalue > 0.001
    # The full width at half of the maximum is 2.5.
    density = [np.mean(abs(decays.mass - m) < 0.25) for m in (91.19, 89.94, 92.44)]
    assert density[0] == pytest.approx(density[1] + density[2], rel=0.15)


def test_the_parent_moves_as_was_said(decays):
    _, x, y, z = decays.parent.T
    assert stats.kstest(np.hypot(x, y), stats.expon(0, 20).cdf).pvalue > 0.001
    assert stats.kstest(z, stats.norm(0, 40).cdf).pvalue > 0.001
    turn = np.arctan2(y, x) / (2 * np.pi) + 0.5
    assert stats.kstest(turn, stats.uniform().cdf).pvalue > 0.001
    columns = np.column_stack([decays.mass, np.hypot(x, y), z, decays.direction])
    r = np.corrcoef(columns.T) - np.eye(6)
    assert np.abs(r).max() < 5 / np.sqrt(N)


def test_other_worlds_and_seeds(decays):
    light = make_decays(500, 1.0, 0.01, (0.0, 0.0), pt=0.0, pz=0.0, random_state=3)
    np.testing.assert_allclose(light.events[:, 0], light.mass / 2, rtol=1e-12)
    np.testing.assert_allclose(invariant_mass(light.events[:, :4]), 0, atol=1e-7)
    np.testing.assert_array_equal(decays.events, make_decays(N).events)
    assert not np.array_equal(decays.events, make_decays(N, random_state=1).events)
    assert repr(decays) == "Decays(15,000 events, masses (1.777, 20.0))"
    assert len(decays.columns) == 8 and decays.events.dtype == np.float64


def test_a_boost_by_hand():
    # The parent has v = 0.6, so 1 / √(1 - v²) = 1.25.
    parent = [5.0, 3.0, 0.0, 0.0]
    np.testing.assert_allclose(boost([2.0, 0, 0, 0], parent), [2.5, 1.5, 0, 0])
    np.testing.assert_allclose(boost([1.0, 1, 0, 0], parent), [2, 2, 0, 0])
    np.testing.assert_allclose(boost([1.0, 0, 1, 0], parent), [1.25, 0.75, 1, 0])


def test_a_boost_changes_no_invariant_and_can_be_undone():
    rng = np.random.default_rng(0)
    p, q, parent = rng.normal(size=(3, 100, 4))
    for v in (p, q, parent):
        v[:, 0] = np.sqrt(rng.uniform(0.1, 2, 100) + np.sum(v[:, 1:] ** 2, axis=1))
    moved = boost(p, parent), boost(q, parent)
    np.testing.assert_allclose(invariant_mass(*moved), invariant_mass(p, q))
    np.testing.assert_allclose(boost(moved[0], turned_back(parent)), p, atol=1e-12)


def test_the_invariant_mass_of_generated_numbers_may_be_none():
    assert invariant_mass([3.0, 5.0, 0.0, 0.0]) == -4
    assert invariant_mass(np.zeros((2, 3, 4))).shape == (2, 3)


@pytest.mark.parametrize(
    "wrong, words",
    [
        (dict(n_events=0), "n_events must be an integer of at least 1"),
        (dict(mass=-1), "mass must be a positive finite number"),
        (dict(width=0), "width must be a positive"),
        (dict(masses=(1.0,)), "masses must be two numbers"),
        (dict(masses=3.0), "masses must be two numbers"),
        (dict(masses=(-1.0, 2.0)), "masses must be 0 or more"),
        (dict(masses=(50.0, 20.0)), "masses must add up to less than mass - 10 width"),
        (dict(pt=np.nan), "pt must be 0 or more"),
        (dict(pz=-1), "pz must be 0 or more"),
        (dict(random_state="a"), "random_state must be"),
    ],
)
def test_bad_arguments_get_a_sentence(wrong, words):
    with pytest.raises(ValueError, match=words):
        make_decays(**wrong)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: invariant_mass(), "at least one four-vector"),
        (lambda: invariant_mass([1.0, 2.0]), r"four-vectors \(..., 4\), got shape"),
        (lambda: invariant_mass(np.ones(4), np.ones((2, 4))), "must have one shape"),
        (lambda: invariant_mass("abcd"), "must be numbers"),
        (lambda: boost([1.0, 0, 0, 0], [1.0, 1, 0, 0]), "parent must have a positive"),
        (lambda: boost([1.0, 0, 0], [1.0, 0, 0, 0]), "p must be four-vectors"),
    ],
)
def test_four_vectors_say_what_they_take(call, words):
    with pytest.raises(ValueError, match=words):
        call()
