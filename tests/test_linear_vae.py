"""The linear VAE: the exact loss, its gradient, its optimum, three ways of training."""

import copy

import numpy as np
import pytest
from sklearn.decomposition import PCA as SklearnPCA

from minivae import nn
from minivae.autoencoders import LinearVAE, posterior_variances, variance_of_beta
from minivae.autoencoders.linear_exact import closed_form, exact_loss
from minivae.autoencoders.linear_vae import spectrum

QUIET = dict(random_state=0, progress=False)
SCALES = np.array([4.0, 2.5, 1.5, 0.8, 0.3])


def rng(seed=0):
    return np.random.default_rng(seed)


def data(n=4000, seed=0):
    """Five turned directions, variances 16, 6.25, 2.25, .64, .09, far from 0."""
    turn = np.linalg.qr(rng(9).normal(size=(5, 5)))[0]
    return rng(seed).normal(size=(n, 5)) * SCALES @ turn + [3.0, -1.0, 0.0, 2.0, 5.0]


def weights(D=5, K=3, seed=1):
    r = rng(seed)
    return [0.3 * r.normal(size=s) for s in ((D, K), (K, D), (K,))]


# The exact loss


@pytest.mark.parametrize("beta", [1.0, 0.3])
def test_the_exact_gradient_equals_central_differences(beta):
    A, W, logvar = weights()
    eigenvalues = np.array([5.0, 3.0, 2.0, 1.0, 0.5])

    def loss():
        return exact_loss(A, W, logvar, eigenvalues, 0.7, beta)[0]

    gradients = exact_loss(A, W, logvar, eigenvalues, 0.7, beta)[1]
    names = "A", "W", "logvar"
    report = nn.gradcheck(
        loss,
        dict(zip(names, (A, W, logvar), strict=True)),
        dict(zip(names, gradients, strict=True)),
    )
    assert report.ok(1e-7), report


def test_the_exact_loss_is_the_mean_of_the_drawn_ones():
    X = data(3000)
    model = LinearVAE(2, variance=0.5, solver="lbfgs", max_iter=3, **QUIET).fit(X)
    drawn = [model.elbo(X, random_state=s).mean() for s in range(60)]
    error = np.std(drawn, ddof=1) / np.sqrt(60)
    assert abs(np.mean(drawn) - model.expected_elbo(X)) < 4 * error + 1e-3
    other = data(500, seed=5) * 1.3 + 0.4  # neither its mean nor its covariance
    drawn = [model.elbo(other, random_state=s).mean() for s in range(300)]
    error = np.std(drawn, ddof=1) / np.sqrt(300)
    assert abs(np.mean(drawn) - model.expected_elbo(other)) < 4 * error + 1e-2


def test_the_terms_add_up_and_agree_with_expected_elbo():
    model = LinearVAE(2, variance=0.5).fit(data())
    (elbo,), (nll,), (kl,) = (
        model.history_[k] for k in ("elbo", "reconstruction", "kl")
    )
    assert elbo == pytest.approx(-(nll + kl))
    assert model.expected_elbo(data()) == pytest.approx(elbo, abs=1e-3)


# The optimum


def test_the_elbo_of_the_closed_form_is_the_likelihood_of_pca():
    """At the optimum of σ² too, ELBO = log p(x): the bound is tight."""
    X = data()
    pca = SklearnPCA(2).fit(X)
    model = LinearVAE(2, variance=pca.noise_variance_).fit(X)
    assert model.expected_elbo(X) == pytest.approx(pca.score(X), abs=2e-3)
    assert model.log_likelihood(X[:400], 20, 0).mean() == pytest.approx(
        pca.score(X[:400]), abs=0.02
    )


@pytest.mark.parametrize("beta, variance", [(1.0, 1.0), (4.0, 0.5), (0.2, 9.0)])
def test_no_step_from_the_closed_form_lowers_the_loss(beta, variance):
    eigenvalues = SCALES**2
    best = closed_form(eigenvalues, variance, 3, beta)
    loss, gradients, _ = exact_loss(*best, eigenvalues, variance, beta)
    assert max(np.abs(g).max() for g in gradients) < 1e-12
    r = rng(3)
    for size in (1e-3, 1e-2, 1e-1, 1.0):
        for _ in range(40):
            near = [array + size * r.normal(size=array.shape) for array in best]
            assert exact_loss(*near, eigenvalues, variance, beta)[0] > loss


def test_the_variances_of_the_closed_form():
    s = posterior_variances([0.25, 4.0, 1.0], 0.5, 5)
    np.testing.assert_allclose(s, [0.125, 0.5, 1.0, 1.0, 1.0])  # σ² > λ: the prior's
    X = data()
    s = np.sort(LinearVAE(5, variance=1.0).fit(X).posterior_variances())
    eigenvalues = np.sort(np.linalg.eigvalsh(np.cov(X.T, ddof=0)))[::-1]
    np.testing.assert_allclose(s, np.minimum(1, 1 / eigenvalues), rtol=1e-5)
    weighed = LinearVAE(3, variance=0.25, beta=4.0).fit(X).posterior_variances()
    np.testing.assert_allclose(np.sort(weighed), s[:3], rtol=1e-5)  # β σ² counts


def test_the_posterior_is_the_true_one():
    """q(z|x) equals p(z|x) = N(M⁻¹ Wᵀ (x - m), σ² M⁻¹), M = W Wᵀ + σ² I."""
    X = data()
    model = LinearVAE(2, variance=0.7).fit(X)
    W = model.decoder_.layers[0].params["W"].astype(float)
    M = W @ W.T + 0.7 * np.eye(2)
    np.testing.assert_allclose(
        np.diag(model.posterior_variances()), 0.7 * np.linalg.inv(M), atol=1e-5
    )
    expected = (X - X.mean(0)) @ W.T @ np.linalg.inv(M)
    np.testing.assert_allclose(model.transform(X), expected, atol=2e-4)


def test_lbfgs_reaches_the_closed_form():
    X, how = data(), dict(latent_dim=3, variance=0.5)
    best = LinearVAE(**how).fit(X)
    model = LinearVAE(**how, solver="lbfgs", max_iter=500, **QUIET).fit(X)
    assert model.history_["elbo"][-1] == pytest.approx(
        best.history_["elbo"][0], abs=1e-8
    )
    s, exact = (np.sort(m.posterior_variances()) for m in (model, best))
    np.testing.assert_allclose(s, exact, rtol=1e-3)
    assert np.all(np.diff(model.history_["elbo"]) > -1e-9)


def test_minibatches_come_near_it():
    X = data()
    X -= X.mean(axis=0)
    how = dict(latent_dim=2, variance=1.0, epochs=40, learning_rate=1e-2)
    model = LinearVAE(**how, solver="adam", **QUIET).fit(X)
    best = LinearVAE(**how).fit(X)
    assert 0 < best.expected_elbo(X) - model.expected_elbo(X) < 0.1


def test_a_warm_start_goes_on_from_the_last_fit():
    X = data()
    model = LinearVAE(2, variance=1.0, solver="lbfgs", max_iter=4, **QUIET).fit(X)
    first = copy.deepcopy(model.history_["elbo"])
    again = copy.deepcopy(model).set_params(warm_start=True).fit(X)
    assert again.history_["elbo"][0] >= first[-1] - 1e-6
    cold = copy.deepcopy(model).fit(X)
    assert cold.history_["elbo"] == first
    before = copy.deepcopy(model.encoder_.layers[0].params["W"])
    model.set_params(warm_start=True).fit(X[:50])
    assert np.array_equal(before, cold.encoder_.layers[0].params["W"])


def test_annealing_may_not_start_from_a_collapse():
    """From A = W = 0 the gradient is 0: a saddle that L-BFGS cannot leave."""
    model = LinearVAE(2, solver="lbfgs", variance=100.0, **QUIET).fit(data())
    assert model.posterior_variances() == pytest.approx(1.0, abs=1e-2)
    zero = np.zeros((5, 2)), np.zeros((2, 5)), np.zeros(2)
    _, gradients, _ = exact_loss(*zero, SCALES**2, 0.1)
    assert max(np.abs(g).max() for g in gradients) == 0


# Arguments


def test_variance_of_beta():
    assert variance_of_beta(5e-3, 784) == pytest.approx(0.005 * 784 / 1.99)
    for beta in (0, 1, -0.1, 1.5, np.nan):
        with pytest.raises(ValueError, match="beta must lie between 0 and 1"):
            variance_of_beta(beta, 784)


def test_the_slides_loss_is_that_of_its_variance():
    """((1 - β) MSE + β KL) / β and the exact loss differ by a constant."""
    eigenvalues, beta = np.array([5.0, 3.0, 2.0, 1.0, 0.5]), 0.2
    s2 = variance_of_beta(beta, 5)
    differences = []
    for seed in range(3):
        loss, _, terms = exact_loss(*weights(seed=seed), eigenvalues, s2)
        error = 2 * s2 * (terms["reconstruction"] - 2.5 * np.log(2 * np.pi * s2))
        slide = (1 - beta) * error / 5 + beta * terms["kl"]
        differences.append(loss - slide / beta)
    assert np.ptp(differences) < 1e-12


@pytest.mark.parametrize("solver", ["closed", "lbfgs", "adam"])
def test_more_codes_than_features_are_told(solver):
    model = LinearVAE(7, solver=solver, max_iter=9, epochs=1, **QUIET)
    with pytest.warns(UserWarning, match="latent_dim=7 is larger than the 5 features"):
        model.fit(data())
    if solver == "closed":
        assert np.sum(model.posterior_variances() == 1) >= 2


@pytest.mark.parametrize(
    "wrong, message",
    [
        (
            dict(solver="exact"),
            "solver must be .closed., .lbfgs. or .adam., got .exact.",
        ),
        (dict(beta=0), "beta must be"),
        (dict(variance=0), "variance must be a positive"),
        (dict(latent_dim=0), "latent_dim must be"),
        (dict(max_iter=0), "max_iter must be"),
    ],
)
def test_parameters_out_of_range_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        LinearVAE(**wrong).fit(data(50))


def test_the_whole_gradient_of_the_minibatch_loss():
    model = LinearVAE(2, variance=0.3, beta=0.5)
    model._build(5, rng(3))
    x, eps = rng(1).normal(size=(6, 5)), rng(2).normal(size=(6, 2))
    theta, _ = nn.pack(model.encoder_, model.decoder_, dtype=np.float64)
    theta += 0.1 * rng(5).standard_normal(theta.size)
    report = nn.gradcheck_nets(
        lambda: model.loss_and_grads(x, eps), model.encoder_, model.decoder_
    )
    assert report.ok(1e-6), report


def test_the_spectrum_is_that_of_the_covariance():
    X = data(100)
    mean, values, V = spectrum(X)
    np.testing.assert_allclose(V * values @ V.T, np.cov(X.T, ddof=0), atol=1e-10)
    np.testing.assert_allclose(mean, X.mean(axis=0))
