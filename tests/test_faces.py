"""The generated faces: what is a sum in them, what is not, and that all is known."""

import numpy as np
import pytest

from minivae.data import draw_faces, make_faces

STILL = dict(angle=0, size=0, shift=0)


def rank(X):
    s = np.linalg.svd(X, compute_uv=False)
    return int(np.sum(s > 1e-10 * s[0]))


def test_one_person_under_any_light_is_a_sum_of_three_pictures():
    assert rank(make_faces(40, n_people=1, **STILL).images) == 3


def test_under_one_light_a_face_is_the_mean_face_plus_a_sum_of_traits():
    faces = make_faces(60, n_people=60, light=0, **STILL)
    assert rank(faces.images - faces.images.mean(axis=0)) == len(faces.trait_names)
    # Twice the traits, twice the way from the mean face.
    one, two, mean = (
        draw_faces(
            k * faces.traits[faces.person],
            faces.light,
            faces.angle,
            faces.size,
            faces.shift,
        )
        for k in (1, 2, 0)
    )
    np.testing.assert_allclose(two - mean, 2 * (one - mean), atol=1e-12)


@pytest.mark.parametrize("moved", ["angle", "size", "shift"])
def test_what_moves_pixels_is_no_sum(moved):
    faces = make_faces(40, 1, light=0, **(STILL | {moved: 1}))
    assert rank(faces.images) > 15


def test_the_picture_comes_back_from_the_factors():
    faces = make_faces(30, 5, random_state=3)
    again = draw_faces(
        faces.traits[faces.person], faces.light, faces.angle, faces.size, faces.shift
    )
    np.testing.assert_array_equal(faces.images, again)


def test_a_shift_is_in_pixels_and_a_lamp_brightens_its_side():
    front = [[0.0, 0.0, 1.0]]
    still = [[0.0, 0.0]], [1.0]
    first = draw_faces(np.zeros((1, 14)), front, *still, [[0.0, 0.0]])
    moved = draw_faces(np.zeros((1, 14)), front, *still, [[2.0, 1.0]])
    a, b = first.reshape(32, 32), moved.reshape(32, 32)
    np.testing.assert_allclose(b[1:, 2:], a[:-1, :-2], atol=1e-12)
    right = draw_faces(np.zeros((1, 14)), [[0.5, 0.0, 0.8]], *still, [[0.0, 0.0]])
    picture = right.reshape(32, 32)
    assert picture[8:24, 18:24].mean() > picture[8:24, 8:14].mean() + 0.1


def test_sizes_seeds_and_grey_levels():
    faces = make_faces(200, 7)
    assert faces.images.shape == (200, 1024) and faces.image_shape == (32, 32)
    assert set(np.bincount(faces.person)) == {28, 29} and faces.traits.shape == (7, 14)
    np.testing.assert_allclose(np.linalg.norm(faces.light, axis=1), 1)
    assert np.mean((faces.images < 0) | (faces.images > 1)) < 1e-4
    assert np.array_equal(faces.images, make_faces(200, 7).images)
    assert not np.array_equal(faces.images, make_faces(200, 7, random_state=1).images)
    assert make_faces(3, side=24).images.shape == (3, 576)
    assert repr(faces) == "Faces(200 images of (32, 32), 7 people)"


@pytest.mark.parametrize(
    "wrong, words",
    [
        (dict(n_images=0), "n_images must be an integer of at least 1"),
        (dict(n_people=0), "n_people must be"),
        (dict(side=4), "side must be an integer of at least 8"),
        (dict(light=-1), r"light must lie in \[0, 2\]"),
        (dict(shift=np.nan), "shift must"),
        (dict(random_state="a"), "random_state must be"),
    ],
)
def test_bad_arguments_get_a_sentence(wrong, words):
    with pytest.raises(ValueError, match=words):
        make_faces(**wrong)


@pytest.mark.parametrize(
    "name, wrong",
    [("traits", np.zeros((2, 3))), ("light", np.zeros((1, 3))), ("size", [np.nan] * 2)],
)
def test_draw_faces_says_what_it_takes(name, wrong):
    given = dict(
        traits=np.zeros((2, 14)),
        light=np.ones((2, 3)),
        angle=np.zeros((2, 2)),
        size=np.ones(2),
        shift=np.zeros((2, 2)),
    )
    with pytest.raises(ValueError, match=f"{name} must"):
        draw_faces(**(given | {name: wrong}))
