"""Codes drawn where the data have theirs; generated numbers beside true ones."""

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import cdist

from minivae.autoencoders import (
    VAE,
    Autoencoder,
    DensityBuffer,
    chi_square_per_bin,
    copy_ratio,
    wasserstein,
)


class Known:
    """A model of which the posteriors are known, and that decodes to 10 z."""

    def __init__(self, mu, sigma):
        self.mu, self.sigma = np.asarray(mu, float), np.asarray(sigma, float)

    def encode(self, X):
        rows = np.asarray(X)[:, 0].astype(int)
        return self.mu[rows], 2 * np.log(self.sigma[rows])

    def decode(self, z):
        return 10 * z


MU, SIGMA = [[-3.0, 0.0], [0.0, 2.0], [4.0, 2.0]], [[0.5, 2.0], [1.0, 0.1], [0.2, 1.0]]


@pytest.fixture
def known():
    return Known(MU, SIGMA)


@pytest.mark.parametrize("gamma", [1.0, 3.0])
def test_codes_are_drawn_from_the_mean_of_the_gaussians(known, gamma):
    z = DensityBuffer(known, [[0], [1], [2]], gamma).codes(6000, random_state=0)
    for k in range(2):

        def below(x, k=k):
            parts = zip(known.mu[:, k], gamma * known.sigma[:, k], strict=True)
            return np.mean([stats.norm(*p).cdf(x) for p in parts], axis=0)

        assert stats.kstest(z[:, k], below).pvalue > 0.001
    # Not of each number apart: the mean of the products is that of the mixture.
    want = np.mean(known.mu[:, 0] * known.mu[:, 1])
    assert np.mean(z[:, 0] * z[:, 1]) == pytest.approx(want, abs=0.3 * gamma)


@pytest.mark.parametrize("n", [1, 3, 10, 16])
def test_each_example_is_used_as_often_as_the_others(n):
    mu = np.arange(10.0)[:, None]
    buffer = DensityBuffer(Known(mu, np.full((10, 1), 1e-9)), mu)
    used = np.rint(buffer.codes(n, random_state=0)).astype(int).ravel()
    counts = np.bincount(used, minlength=10)
    assert counts.sum() == n and counts.max() - counts.min() <= 1
    # Which ones are left out is drawn, too.
    others = {tuple(sorted(buffer.codes(3, seed).round()[:, 0])) for seed in range(20)}
    assert len(others) > 10


def test_gamma_0_gives_the_means_and_X_says_which(known):
    buffer = DensityBuffer(known, [[2], [0]], gamma=0)
    z = buffer.codes(2, random_state=0)
    np.testing.assert_array_equal(np.sort(z, axis=0), [[-3, 0], [4, 2]])
    np.testing.assert_array_equal(buffer.sigma, 0)
    np.testing.assert_allclose(DensityBuffer(known, [[1]], 3.0).sigma, [[3, 0.3]])


def test_a_sample_is_decoded_and_repeatable(known):
    buffer = DensityBuffer(known, [[0], [1]])
    x = buffer.sample(5, random_state=7)
    np.testing.assert_array_equal(x, 10 * buffer.codes(5, random_state=7))
    np.testing.assert_array_equal(x, buffer.sample(5, random_state=7))
    rng = np.random.default_rng(0)
    assert not np.array_equal(buffer.sample(5, rng), buffer.sample(5, rng))


@pytest.fixture(scope="module")
def fitted():
    rng = np.random.default_rng(0)
    X = np.float32(rng.choice([-1, 1], (400, 1)) + 0.1 * rng.normal(size=(400, 3)))
    how = dict(hidden=(16,), latent_dim=2, likelihood="gaussian", epochs=20)
    how |= dict(variance=0.05, learning_rate=1e-2, random_state=0, progress=False)
    return VAE(**how).fit(X), X


def test_with_a_vae_it_keeps_to_the_two_groups_of_the_data(fitted):
    vae, X = fitted
    from_buffer = DensityBuffer(vae, X).sample(400, random_state=0)
    from_prior = vae.sample(400, random_state=0)
    assert from_buffer.shape == (400, 3) and from_buffer.dtype == np.float32
    far = [wasserstein(x, X).mean() for x in (from_buffer, from_prior)]
    assert far[0] < 0.1 and far[0] < far[1] / 2
    with pytest.raises(ValueError, match="X has 2 features"):
        DensityBuffer(vae, X[:, :2])


def test_the_buffer_says_what_it_takes(known, fitted):
    with pytest.raises(ValueError, match="gamma must be 0 or more"):
        DensityBuffer(known, [[0]], -1)
    with pytest.raises(ValueError, match="n must be an integer of at least 1"):
        DensityBuffer(known, [[0]]).sample(0)
    with pytest.raises(ValueError, match="random_state must be"):
        DensityBuffer(known, [[0]]).codes(3, "a")
    plain = Autoencoder((4,), 2, "gaussian", epochs=1, progress=False).fit(fitted[1])
    with pytest.raises(ValueError, match="DensityBuffer expected a VAE.*got Autoenc"):
        DensityBuffer(plain, fitted[1])


@pytest.mark.parametrize("sizes", [(50, 50), (31, 80), (1, 7)])
def test_wasserstein_is_scipys(sizes):
    rng = np.random.default_rng(0)
    a, b = (rng.normal(i, 1 + i, (n, 3)).round(1) for i, n in enumerate(sizes))
    want = [stats.wasserstein_distance(x, y) for x, y in zip(a.T, b.T, strict=True)]
    np.testing.assert_allclose(wasserstein(a, b), want)
    assert wasserstein(a[:, 0], b[:, 0]) == pytest.approx(want[0])
    assert wasserstein([1.0, 2.0], [4.0, 5.0]) == 3 and wasserstein(a, a).max() == 0


def test_chi_square_is_that_of_the_table_of_counts():
    rng = np.random.default_rng(0)
    a, b = rng.normal(0.1, 1, 700), rng.normal(size=300)
    edges = np.quantile(b, np.arange(1, 8) / 8)
    table = [np.bincount(np.searchsorted(edges, v), minlength=8) for v in (a, b)]
    assert table[1].min() >= 37 and table[1].max() <= 38
    want = stats.chi2_contingency(table).statistic / 7
    assert chi_square_per_bin(a, b, 8) == pytest.approx(want)


def test_chi_square_per_bin_is_1_for_the_same_distribution():
    rng = np.random.default_rng(1)
    same = chi_square_per_bin(
        rng.exponential(size=(900, 300)), rng.exponential(size=(600, 300))
    )
    assert same.shape == (300,)
    assert same.mean() == pytest.approx(1, abs=4 * np.sqrt(2 / 29 / 300))
    assert same.std() == pytest.approx(np.sqrt(2 / 29), rel=0.2)
    a, b = rng.normal(size=900), rng.normal(0.5, 1, 600)
    assert chi_square_per_bin(a, b) > 3
    # Numbers beyond all that is true are counted, and equal ones do no harm.
    assert chi_square_per_bin(a + 100, b) > 20
    assert chi_square_per_bin(np.ones(9), np.ones(8), 4) == 0


def test_the_copy_ratio_tells_copies_from_new_rows():
    rng = np.random.default_rng(0)
    training, truth, fresh = rng.normal(1e4, 1, size=(3, 800, 4))
    assert copy_ratio(training[::-1], training, truth) == 0
    assert copy_ratio(fresh, training, truth) == pytest.approx(1, abs=0.1)
    near = training + 1e-3 * rng.normal(size=training.shape)
    assert 0 < copy_ratio(near, training, truth) < 0.01
    assert copy_ratio(fresh * 1.01, training, truth) > 3
    both = [np.median(cdist(x, training).min(axis=1)) for x in (fresh, truth)]
    found = copy_ratio(fresh, training, truth)
    assert found == pytest.approx(both[0] / both[1], rel=1e-9)
    # The rows that are judged need not be as many.
    assert copy_ratio(fresh[:99], training, truth[:777]) == pytest.approx(1, abs=0.2)


ROWS = np.arange(12.0).reshape(6, 2)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: wasserstein([1.0, np.nan], [1.0]), "finite numbers"),
        (
            lambda: wasserstein(ROWS, ROWS[:, :1]),
            "as many columns in both, got 2 and 1",
        ),
        (lambda: wasserstein(ROWS, ROWS[:, 0]), "expected a 2-D array"),
        (lambda: wasserstein("a", [1.0]), "expected numbers, got text"),
        (lambda: chi_square_per_bin(ROWS, ROWS, 7), "between 2 and the 6 true rows"),
        (lambda: chi_square_per_bin(ROWS, ROWS, 1), "between 2 and the 6 true rows"),
        (lambda: chi_square_per_bin(ROWS, ROWS, 2.5), "n_bins must be an integer"),
        (lambda: copy_ratio(ROWS, ROWS, ROWS), "truth must be new rows"),
        (
            lambda: copy_ratio(ROWS, ROWS, ROWS[:, :1]),
            "one number of columns, got 2, 2",
        ),
        (lambda: copy_ratio(ROWS[0], ROWS, ROWS), "generated expected a 2-D array"),
    ],
)
def test_bad_input_gets_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()
