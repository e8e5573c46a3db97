"""The functions that the rooms export refuse what is no number of theirs."""

import numpy as np
import pytest

from minivae import autoencoders, clusters, embeddings, nn, topics

RNG = np.random.default_rng(0)
X = RNG.random((30, 4))
COUNTS = RNG.poisson(2, (6, 5))
PHI = RNG.dirichlet(np.ones(5), 3)
NET = nn.Linear(2, 2, RNG)
ZEROS = np.zeros((2, 3))
PCA = embeddings.PCA(2).fit(X)
FACTORS = RNG.integers(0, 3, (30, 2))


def unit_of(**given):
    given = {"unit": 0, "shape": 4, **given}
    net = nn.Sequential(nn.Linear(4, 3, np.random.default_rng(0)))
    return nn.activation_maximisation(net, given.pop("unit"), rng=RNG, **given)


WHOLE = "an integer"  # of at least 1
NUMBER = "a number"  # 0 is none, infinity is none
FROM_ZERO = "0 too"
CALLS = {
    "nearest_neighbours k": (WHOLE, lambda b: embeddings.nearest_neighbours(X, b)),
    "trustworthiness": (WHOLE, lambda b: embeddings.trustworthiness(X, X, b)),
    "neighbours_kept": (WHOLE, lambda b: embeddings.neighbours_kept(X, X, b)),
    "power_iteration": (WHOLE, lambda b: embeddings.power_iteration(np.eye(4), b)),
    "bell_number": (WHOLE, clusters.bell_number),
    "set_partitions": (WHOLE, lambda b: list(clusters.set_partitions(b))),
    "autocorrelation_time": (
        NUMBER,
        lambda b: clusters.autocorrelation_time(X[:, 0], b),
    ),
    "mutual_information": (
        WHOLE,
        lambda b: autoencoders.mutual_information(X, FACTORS, b),
    ),
    "chi_square_per_bin": (
        WHOLE,
        lambda b: autoencoders.chi_square_per_bin(X[:, 0], X[:, 1], b),
    ),
    "quantised_rate_distortion": (
        NUMBER,
        lambda b: autoencoders.quantised_rate_distortion(PCA, X, b),
    ),
    "gumbel_softmax": (NUMBER, lambda b: autoencoders.gumbel_softmax(ZEROS, ZEROS, b)),
    "kl_with_free_bits": (
        FROM_ZERO,
        lambda b: autoencoders.kl_with_free_bits(X, X, b),
    ),
    "posterior_variances": (
        FROM_ZERO,
        lambda b: autoencoders.posterior_variances([3, 2], b, 2),
    ),
    "variance_of_beta": (NUMBER, lambda b: autoencoders.variance_of_beta(b, 784)),
    "variance_of_beta D": (WHOLE, lambda b: autoencoders.variance_of_beta(0.5, b)),
    "gaussian_nll": (NUMBER, lambda b: nn.gaussian_nll(X, X, b)),
    "gaussian_log_likelihood": (
        NUMBER,
        lambda b: nn.gaussian_log_likelihood(X, X, b),
    ),
    "activation_maximisation n_starts": (WHOLE, lambda b: unit_of(n_starts=b)),
    "activation_maximisation n_steps": (WHOLE, lambda b: unit_of(n_steps=b)),
    "activation_maximisation radius": (NUMBER, lambda b: unit_of(radius=b)),
    "activation_maximisation step": (NUMBER, lambda b: unit_of(step_size=b)),
    "activation_maximisation sign": (WHOLE, lambda b: unit_of(sign=b)),
    "activation_maximisation shape": (WHOLE, lambda b: unit_of(shape=b)),
    "Linear": (WHOLE, lambda b: nn.Linear(b, 2, RNG)),
    "Linear out": (WHOLE, lambda b: nn.Linear(2, b, RNG)),
    "Conv2d": (WHOLE, lambda b: nn.Conv2d(b, 2, 3, RNG)),
    "BatchNorm": (WHOLE, nn.BatchNorm),
    "BatchNorm eps": (NUMBER, lambda b: nn.BatchNorm(2, eps=b)),
    "BatchNorm momentum": (FROM_ZERO, lambda b: nn.BatchNorm(2, momentum=b)),
    "Dropout": (FROM_ZERO, nn.Dropout),
    "LeakyReLU": (FROM_ZERO, nn.LeakyReLU),
    "SGD": (NUMBER, lambda b: nn.SGD(NET, learning_rate=b)),
    "SGD momentum": (FROM_ZERO, lambda b: nn.SGD(NET, momentum=b)),
    "Adam": (NUMBER, lambda b: nn.Adam(NET, learning_rate=b)),
    "Adam betas": (WHOLE, lambda b: nn.Adam(NET, betas=b)),
    "Adam eps": (NUMBER, lambda b: nn.Adam(NET, eps=b)),
    "fold_in alpha": (FROM_ZERO, lambda b: topics.fold_in(COUNTS, PHI, b)),
    "fold_in phi": (WHOLE, lambda b: topics.fold_in(COUNTS, b)),
    "fold_in X": (WHOLE, lambda b: topics.fold_in(b, PHI)),
    "split_tokens": (FROM_ZERO, lambda b: topics.split_tokens(COUNTS, RNG, b)),
    "exact_posterior": (WHOLE, lambda b: topics.exact_posterior(COUNTS[:1, :3], b)),
    "exact_posterior alpha": (
        NUMBER,
        lambda b: topics.exact_posterior(COUNTS[:1, :3], 2, b),
    ),
    "exact_posterior eta": (
        NUMBER,
        lambda b: topics.exact_posterior(COUNTS[:1, :3], 2, 0.1, b),
    ),
}
NO_NUMBER = ["x", np.nan, np.inf, -2, None, [[1], [2, 3]]]
BAD = {WHOLE: [*NO_NUMBER, 0, 1.5], NUMBER: [*NO_NUMBER, 0], FROM_ZERO: NO_NUMBER}
CASES = [
    pytest.param(call, bad, id=f"{name}={bad!r}")
    for name, (kind, call) in CALLS.items()
    for bad in BAD[kind]
]


@pytest.mark.parametrize(("call", "bad"), CASES)
def test_what_is_no_number_of_theirs_is_refused(call, bad):
    with pytest.raises(ValueError):
        call(bad)


NOT_A_ROW = ["x", np.nan, None, [[1.0, 2.0]], [np.nan, 1.0]]
TABLES = {
    "seating_probabilities": lambda b: clusters.seating_probabilities(b, 1.0),
    "autocorrelation": clusters.autocorrelation,
    "standard_error": clusters.standard_error,
}


@pytest.mark.parametrize("bad", NOT_A_ROW, ids=repr)
@pytest.mark.parametrize("call", TABLES.values(), ids=TABLES)
def test_what_is_no_row_of_numbers_is_refused(call, bad):
    with pytest.raises(ValueError):
        call(bad)


def test_tables_are_looked_at_too():
    with pytest.raises(ValueError, match="counts must be a row of numbers, 0 or more"):
        clusters.seating_probabilities([3, -1], 1.0)
    for draws in ([1, 2], np.zeros((0, 3))):
        with pytest.raises(ValueError, match=r"draws must be \(S, N\)"):
            clusters.coclustering(draws)
    svd = embeddings.truncated_svd
    assert svd(X.tolist(), 2, RNG)[1].shape == (2,)
    for bad in ("x", X * np.nan, [1.0, 2.0]):
        with pytest.raises(ValueError):
            svd(bad, 1, RNG)
    with pytest.raises(ValueError, match="n_rounds must be an integer of at least 0"):
        svd(X, 1, RNG, n_rounds=-1)
    assert autoencoders.corrupt([[0.5, 1.0]], "masking", 0.1, RNG).shape == (1, 2)
    with pytest.raises(ValueError, match="corrupt expected numbers, got text"):
        autoencoders.corrupt("x", "masking", 0.1, RNG)
    with pytest.raises(ValueError, match="harmonic must be True or False, got 'no'"):
        embeddings.count_cooccurrences([["a", "b"]], harmonic="no")
    with pytest.raises(ValueError, match="symmetric must be True or False, got 1"):
        topics.fixed_point(COUNTS, np.ones(5), symmetric=1)


def test_neighbours_are_those_of_checked_tables():
    """Too many neighbours were read from beyond the array; 0 ended the process."""
    nearest = embeddings.nearest_neighbours
    with pytest.raises(ValueError, match="k=30 neighbours .* there are 29"):
        nearest(X, 30)
    assert nearest(X, 30, X[:2])[0].shape == (2, 30)
    with pytest.raises(ValueError, match="k=31 neighbours .* there are 30"):
        nearest(X, 31, X[:2])
    with pytest.raises(ValueError, match="queries of 4 columns, .* got 3"):
        nearest(X, 2, X[:, :3])
    with pytest.raises(ValueError, match="finite numbers, got nan in row 3, column 1"):
        nearest(np.where(np.arange(120).reshape(30, 4) == 13, np.nan, X), 2)
    want = nearest(X, 3)[0]
    np.testing.assert_array_equal(nearest(X.tolist(), 3)[0], want)
    np.testing.assert_array_equal(nearest(np.asfortranarray(X), 3)[0], want)
    mixed = nearest(X.astype(np.float32), 3, X[:5])
    np.testing.assert_array_equal(mixed[0][:, 0], np.arange(5))


def test_dense_counts_serve_as_well_as_sparse():
    from scipy import sparse

    dense = topics.fold_in(COUNTS, PHI, 0.1)
    np.testing.assert_allclose(
        dense, topics.fold_in(sparse.csr_matrix(COUNTS), PHI, 0.1)
    )
    kept, held_out = topics.split_tokens(COUNTS, np.random.default_rng(0))
    np.testing.assert_array_equal((kept + held_out).toarray(), COUNTS)
    with pytest.raises(ValueError, match=r"phi must be \(topics, 5\)"):
        topics.fold_in(COUNTS, PHI[:, :4])
    with pytest.raises(ValueError, match="alpha must be one number or 3"):
        topics.fold_in(COUNTS, PHI, [1, 2])
