"""The semi-supervised VAE: gradients, bounds against enumeration, labels, bad input."""

import warnings

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_classifiers_classes

from minivae import nn
from minivae.autoencoders import VAE, SemiSupervisedVAE, gumbel_softmax
from minivae.autoencoders import semi_supervised_bound as bound
from minivae.autoencoders.balanced import balanced, endless, take
from minivae.autoencoders.class_perceptron import ClassLinear, ClassPerceptron
from minivae.autoencoders.gumbel import gumbel_noise, gumbel_softmax_backward, rounding
from minivae.autoencoders.semi_supervised import INFERENCE
from minivae.autoencoders.shift import RandomShift

SMALL = dict(
    hidden=(7,), latent_dim=3, epochs=2, batch_size=16, random_state=0, progress=False
)
D, C, K = 12, 4, 3


def rng(seed=0):
    return np.random.default_rng(seed)


def built(dtype=np.float64, **options):
    """Return a model with random weights, for labels 0 ... C - 1."""
    model = SemiSupervisedVAE(**SMALL | options)
    model.classes_, model.n_features_in_ = np.arange(C), D
    model._build(D, rng(3))
    theta, grad = nn.pack(*model._nets(), dtype=dtype)
    theta += 0.1 * rng(5).standard_normal(theta.size)  # biases at 0 hide mistakes
    return model, grad


def batch(model, n=4, m=5, dtype=np.float64):
    """Return the arguments of loss_and_grads."""
    x = rng(1).random((n + m, D)).astype(dtype)
    y = np.array([2, 0, 3, 2, 1, 1])[:n]
    eps = rng(4).standard_normal((n + m, K)).astype(dtype)
    gumbel = rng(6).gumbel(size=(m, C)).astype(dtype)
    return x[:n], y, x[n:], eps, None if model.inference == "exact" else gumbel, 0.3


def report_of(n=4, m=5, **options):
    model, _ = built(**options)
    given = batch(model, n, m)
    with pytest.MonkeyPatch.context() as patch:
        if model.inference == "straight-through":
            # The surrogate: what rounds a draw to a class is a constant.
            soft, _ = gumbel_softmax(
                bound.log_softmax(model.classifier_.forward(given[2])[0]),
                given[4],
                model.temperature,
            )
            constant = rounding(soft)
            patch.setattr(bound, "rounding", lambda soft: constant)
        return nn.gradcheck_nets(lambda: model.loss_and_grads(*given), *model._nets())


# --- the whole gradient --------------------------------------------------------------


@pytest.mark.parametrize("inference", INFERENCE)
@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
@pytest.mark.parametrize("hidden", [(7,), (6, 5), ()])
def test_whole_model_gradient_equals_central_differences(inference, likelihood, hidden):
    how = dict(likelihood=likelihood, variance=0.3, alpha=0.7, hidden=hidden)
    report = report_of(inference=inference, temperature=0.8, **how)
    assert report.ok(1e-6), report


def test_the_gradient_with_batch_norm_of_batches():
    model, _ = built(batch_norm=True, hidden=(7, 6), alpha=0.7)
    given = batch(model)

    def loss(train):
        return lambda: model.loss_and_grads(*given, train=train, rng=rng())

    untrained = loss(False)()[0]  # by the running averages: 0 and 1
    assert loss(True)()[0] != pytest.approx(untrained, rel=1e-3)
    assert nn.gradcheck_nets(loss(True), *model._nets()).ok(1e-6)
    assert nn.gradcheck_nets(loss(False), *model._nets()).ok(1e-6)


def test_the_classifier_alone_sees_moved_images():
    x, y = rng(1).random((9, 16)), np.array([2, 0, 3, 2])
    model = SemiSupervisedVAE(**SMALL, shift=1)
    model.classes_, model.n_features_in_ = np.arange(C), 16
    model._build(16, rng(3))
    nets, seen = model._nets(), {}
    for name, first in zip("qed", [net.layers[0] for net in nets], strict=True):

        def forward(x, *args, name=name, right=first.forward):
            output, cache = right(x, *args)
            seen[name] = x if name != "q" else output
            return output, cache

        first.forward = forward
    given = x[:4], y, x[4:], rng(4).standard_normal((9, K))
    model.loss_and_grads(*given, train=True, rng=rng(2))
    np.testing.assert_array_equal(seen["e"], x)
    moved, _ = RandomShift(16, 1).forward(x, True, rng(2))
    np.testing.assert_array_equal(seen["q"], moved)
    assert np.any(moved != x)
    model.loss_and_grads(*given)
    np.testing.assert_array_equal(seen["q"], x)
    with pytest.raises(ValueError, match="moves square images, and a row of X has 12"):
        built(shift=1)


def test_the_gradient_without_unlabelled_images():
    assert report_of(m=0).ok(1e-6)


def half(function):
    return lambda *args: function(*args) * 0.5


@pytest.mark.parametrize(
    "inference, name, planted",
    [
        ("exact", "log_softmax", lambda l: l - l.max(axis=1, keepdims=True)),
        ("exact", "one_hot", lambda y, like: np.roll(np.eye(C), 1, 1)[y]),
        ("exact", "kl_rows", lambda m, v: np.sum(m**2 + np.exp(v) - 1 - v, axis=1)),
        ("gumbel", "gumbel_softmax_backward", half(gumbel_softmax_backward)),
        ("straight-through", "gumbel_softmax_backward", lambda dy, cache: dy),
        ("gumbel", "reparameterise_backward", lambda dz, c: (dz.copy(), dz * c.eps)),
    ],
)
def test_a_mistake_in_a_part_is_caught_by_the_whole(
    inference, name, planted, monkeypatch
):
    monkeypatch.setattr(bound, name, planted)
    if name == "one_hot":  # a wrong class is a right gradient of something else
        model, _ = built()
        wrong, _ = model.loss_and_grads(*batch(model))
        assert wrong != pytest.approx(by_enumeration(model, *batch(model)), rel=1e-6)
    else:
        assert not report_of(inference=inference).ok(1e-4)


@pytest.mark.parametrize("inference", INFERENCE)
def test_float32_training_step_equals_the_float64_one(inference):
    results = []
    for dtype in (np.float32, np.float64):
        model, grad = built(dtype, inference=inference)
        loss, _ = model.loss_and_grads(*batch(model, dtype=dtype))
        results.append((loss, grad.copy()))
        assert grad.dtype == dtype
    assert results[0][0] == pytest.approx(results[1][0], rel=1e-5)
    np.testing.assert_allclose(results[0][1], results[1][1], atol=2e-6)


def test_classes_below_the_rounding_are_left_out_and_nothing_changes():
    model, grad = built(np.float32)
    model.classifier_.layers[-1].params["b"][...] = [0, -30, 1, -25]
    n_pairs, right = [], model._pairs

    def counted(x, y, weights, eps, rows):
        n_pairs.append(len(y))
        return right(x, y, weights, eps, rows)

    model._pairs = counted
    given = batch(model, dtype=np.float32)
    loss, _ = model.loss_and_grads(*given)
    assert n_pairs == [4 + 2 * 5]
    assert loss == pytest.approx(by_enumeration(model, *given), rel=1e-6)
    # In float64, q(y|x) of exp(-30) is far above the rounding: all classes are there.
    every, exact = built()
    every.classifier_.layers[-1].params["b"][...] = [0, -30, 1, -25]
    every.loss_and_grads(*batch(every))
    np.testing.assert_allclose(grad, exact, atol=2e-6)


# --- the bounds ----------------------------------------------------------------------


def network(net, x, classes):
    """Run a `ClassPerceptron` as one perceptron of x and the one-hot vector."""
    h = np.hstack([x, np.eye(C)[classes]])
    linear = [layer for layer in net.layers if layer.params]
    for layer in linear[:-1]:
        h = np.maximum(h @ layer.params["W"] + layer.params["b"], 0)
    return h @ linear[-1].params["W"] + linear[-1].params["b"]


def cost(model, x, c, eps):
    """L(x, c) of each row, line by line."""
    classes = np.full(len(x), c)
    mu, logvar = np.split(network(model.encoder_, x, classes), 2, axis=1)
    output = network(model.decoder_, mu + np.exp(logvar / 2) * eps, classes)
    p = 1 / (1 + np.exp(-output))
    log_p = np.sum(x * np.log(p) + (1 - x) * np.log(1 - p), axis=1)
    kl = 0.5 * np.sum(mu**2 + np.exp(logvar) - 1 - logvar, axis=1)
    return -log_p + kl + np.log(C)


def by_enumeration(model, x_l, y, x_u, eps, gumbel, share):
    n = len(y)
    logits = model.classifier_.forward(np.concatenate([x_l, x_u]))[0].astype(float)
    q = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    L = np.stack([cost(model, x_l, c, eps[:n]) for c in range(C)], 1)
    U = sum(
        q[n:, c] * (cost(model, x_u, c, eps[n:]) + np.log(q[n:, c])) for c in range(C)
    )
    at = np.arange(n), y
    return (
        share * L[at].mean()
        + (1 - share) * U.mean()
        + model.alpha * np.mean(-np.log(q[:n][at]))
    )


def test_the_loss_is_that_of_the_paper_line_by_line():
    model, _ = built(alpha=0.7)
    given = batch(model)
    loss, terms = model.loss_and_grads(*given)
    assert loss == pytest.approx(by_enumeration(model, *given), rel=1e-12)
    assert loss == pytest.approx(0.7 * terms["cross_entropy"] - terms["elbo"])
    parts = 0.3 * terms["labelled_elbo"] + 0.7 * terms["unlabelled_elbo"]
    assert terms["elbo"] == pytest.approx(parts)


def test_straight_through_draws_average_to_the_exact_sum():
    """E over the drawn class of L(x, y) is Σ_y q(y|x) L(x, y)."""
    model, _ = built(inference="straight-through", temperature=0.3)
    exact, _ = built()
    x_l, y, x_u, eps, _, share = batch(model)
    right, _ = exact.loss_and_grads(x_l, y, x_u, eps, None, share)
    draws, r = [], rng(8)
    for _ in range(1500):
        gumbel = r.gumbel(size=(len(x_u), C))
        draws.append(model.loss_and_grads(x_l, y, x_u, eps, gumbel, share)[0])
    error = np.std(draws) / np.sqrt(len(draws))
    assert abs(np.mean(draws) - right) < 4 * error and error < 0.02


def test_without_alpha_labels_do_not_reach_the_classifier():
    model, grad = built(alpha=0.0)
    model.loss_and_grads(*batch(model, m=0)[:2], np.empty((0, D)), rng().random((4, K)))
    assert not any(
        layer.grads["W"].any() for layer in model.classifier_.layers if layer.params
    )
    assert grad.any()


def test_the_bounds_lie_below_the_truth_by_the_divergences():
    """One latent dimension: log p(x, y) and log p(x) by quadrature."""
    model, _ = built(np.float32, latent_dim=1)
    x = rng(1).random((6, D)).astype(np.float32)
    z = np.linspace(-8, 8, 4001)
    prior = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
    log_joint, bounds = np.empty((6, C)), np.empty((6, C))
    for c in range(C):
        output = network(model.decoder_, z[:, None], np.full(len(z), c))
        log_p = x @ output.T - np.sum(nn.softplus(output), axis=1)  # (6, grid)
        log_joint[:, c] = np.log(np.exp(log_p) @ prior / C)
        mu, logvar = network(model.encoder_, x, np.full(6, c)).T
        sigma = np.exp(logvar / 2)[:, None]
        q = np.exp(-((z - mu[:, None]) ** 2) / (2 * sigma**2)) / sigma
        q *= (z[1] - z[0]) / np.sqrt(2 * np.pi)
        kl = 0.5 * (mu**2 + np.exp(logvar) - 1 - logvar)
        bounds[:, c] = np.sum(q * log_p, axis=1) - kl - np.log(C)
    q_y = model.predict_proba(x)
    of_x = np.sum(q_y * (bounds - np.log(q_y)), axis=1)
    assert (bounds < log_joint).all()
    assert (of_x < np.log(np.exp(log_joint).sum(axis=1))).all()
    y = np.array([0, 1, 2, 3, 0, 1])
    for labels, right in ((y, bounds[np.arange(6), y]), (None, of_x)):
        draws = [model.elbo(x, labels, random_state=s) for s in range(1000)]
        error = np.std(draws, axis=0) / np.sqrt(len(draws))
        assert (np.abs(np.mean(draws, axis=0) - right) < 4.5 * error + 1e-5).all()


def test_elbo_takes_labels_and_their_absence_row_by_row():
    model, _ = built(np.float32)
    x, y = rng(1).random((150, D)), rng(2).integers(-1, C, 150)
    mixed = model.elbo(x, y, random_state=1)
    for labels, here in ((np.abs(y), y >= 0), (None, y < 0)):
        alone = model.elbo(x, labels, random_state=1)
        np.testing.assert_allclose(mixed[here], alone[here], rtol=1e-5)


# --- the parts -----------------------------------------------------------------------


class Counted(np.ndarray):
    """Counts the products of which it is the left factor."""

    products = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **how):
        if ufunc is np.matmul and inputs[0] is self:
            Counted.products += 1
        plain = [np.asarray(i) if isinstance(i, Counted) else i for i in inputs]
        return getattr(ufunc, method)(*plain, **how)


def test_the_first_layer_is_linear_in_x_and_the_one_hot_class():
    layer = ClassLinear(3, C, 5, rng())
    x, rows = rng(1).random((2, 3)), np.repeat([0, 1], C)
    classes = np.tile(np.arange(C), 2)
    Counted.products = 0
    a, cache = layer.forward(x.view(Counted), classes, rows)
    assert Counted.products == 1
    whole = np.hstack([x[rows], np.eye(C)[classes]])
    np.testing.assert_allclose(a, whole @ layer.params["W"] + layer.params["b"])
    soft, _ = layer.forward(x[rows], np.eye(C)[classes])
    np.testing.assert_allclose(soft, a)
    da = rng(2).random(a.shape)
    dx, dy = layer.backward(da, cache)
    np.testing.assert_allclose(layer.grads["W"], whole.T @ da, rtol=1e-6)
    soft, cache = layer.forward(x[rows], np.eye(C)[classes])
    dx_of_pairs, of_soft = layer.backward(da, cache)
    assert dy is None
    np.testing.assert_allclose(of_soft, da @ layer.params["W"][3:].T)
    by_pair = da @ layer.params["W"][:3].T
    np.testing.assert_allclose(dx_of_pairs, by_pair)
    np.testing.assert_allclose(dx, by_pair.reshape(2, C, 3).sum(axis=1))


def test_no_argument_is_written_to():
    net = ClassPerceptron((3, 5, 2), C, rng())
    x, y, dh = rng(1).random((4, 3)), rng(2).random((4, C)), rng(3).random((4, 2))
    before = x.copy(), y.copy(), dh.copy()
    h, cache = net.forward(x, y)
    net.backward(dh, cache)
    for now, then in zip((x, y, dh), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_the_largest_of_logits_with_gumbel_noise_is_a_draw():
    logits = np.log([0.1, 0.2, 0.7])
    noise = gumbel_noise((100_000, 3), rng())
    assert noise.dtype == np.float32 and np.isfinite(noise).all()
    y, _ = gumbel_softmax(np.tile(logits, (len(noise), 1)), noise, 0.5)
    np.testing.assert_allclose(y.sum(axis=1), 1)
    share = np.bincount(y.argmax(axis=1)) / len(y)
    np.testing.assert_allclose(share, [0.1, 0.2, 0.7], atol=0.006)
    cold, _ = gumbel_softmax(np.tile(logits, (9, 1)), noise[:9], 1e-3)
    np.testing.assert_allclose(cold, y[:9] + rounding(y[:9]), atol=1e-6)
    hot, _ = gumbel_softmax(np.tile(logits, (9, 1)), noise[:9], 1e4)
    np.testing.assert_allclose(hot, 1 / 3, atol=1e-3)


def test_the_parts_refuse_what_does_not_fit():
    with pytest.raises(ValueError, match=r"one shape, got \(2, 3\) and \(2, 4\)"):
        gumbel_softmax(np.ones((2, 3)), np.ones((2, 4)), 1.0)
    with pytest.raises(ValueError, match="temperature must be a positive .* got 0"):
        gumbel_softmax(np.ones((2, 3)), np.ones((2, 3)), 0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
def test_weighted_losses_are_those_of_rows(likelihood, dtype):
    output, x = rng(1).standard_normal((2, 5, D)).astype(dtype)
    x, weights = nn.sigmoid(x), rng(2).random(5).astype(dtype)
    if likelihood == "bernoulli":
        nll, grad = nn.weighted_bernoulli_nll(output, x, weights)
        rows, mean = nn.bernoulli_log_likelihood(output, x), nn.bernoulli_nll(output, x)
    else:
        nll, grad = nn.weighted_gaussian_nll(output, x, weights, 0.3)
        rows = nn.gaussian_log_likelihood(output, x, 0.3)
        mean = nn.gaussian_nll(output, x, 0.3)
    assert nll.dtype == grad.dtype == dtype
    np.testing.assert_allclose(nll, -rows, rtol=1e-5)
    np.testing.assert_allclose(grad, 5 * weights[:, None] * mean[1], rtol=1e-5)


def test_weighted_losses_refuse_other_shapes():
    for loss in (nn.weighted_bernoulli_nll, nn.weighted_gaussian_nll):
        with pytest.raises(ValueError, match=r"shape \(2, 3\), .*weights \(1,\)"):
            loss(np.ones((2, 3)), np.ones((2, 3)), np.ones(1))
    with pytest.raises(ValueError, match="variance must be a positive .* got 0"):
        nn.weighted_gaussian_nll(np.ones((2, 3)), np.ones((2, 3)), np.ones(2), 0)


def test_draws_are_balanced_and_none_comes_twice_before_all_have():
    y = np.array([1, -1, 0, 0, 0, 0, -1, 2, 2, 2])
    rows = take(30, balanced(y, rng()))
    assert np.bincount(y[rows]).tolist() == [10, 10, 10]
    assert set(y[rows][:3]) == {0, 1, 2}  # each class before one comes again
    assert sorted(rows[y[rows] == 0][:4]) == [2, 3, 4, 5]
    draws = take(12, endless(np.array([4, 7, 9]), rng())).reshape(4, 3)
    assert (np.sort(draws, axis=1) == [4, 7, 9]).all()
    assert len(np.unique(draws, axis=0)) > 1


# --- learning ------------------------------------------------------------------------


def patterns(n=600, n_labelled=6, seed=0):
    """Three kinds of images, each in two styles; a few labels for each kind."""
    r = rng(seed)
    kinds, labels = r.random((3, 2, 16)) > 0.5, np.arange(n) % 3
    x = np.where(kinds[labels, r.integers(2, size=n)], 0.9, 0.1)
    x = np.clip(x + 0.15 * r.standard_normal(x.shape), 0, 1).astype(np.float32)
    y = np.where(np.arange(n) < 3 * n_labelled, labels, -1)
    return x, labels, y


LEARN = dict(hidden=(32,), latent_dim=2, batch_size=32, random_state=0, progress=False)


@pytest.mark.parametrize("inference", INFERENCE)
def test_it_learns_classes_from_few_labels(inference):
    x, labels, y = patterns()
    model = SemiSupervisedVAE(
        **LEARN, inference=inference, epochs=30, learning_rate=5e-3
    )
    model.fit(x, y)
    assert model.score(x, labels) > 0.95
    history = model.history_
    assert history["elbo"][-1] > history["elbo"][0] + 1
    assert {*history} == {"elbo", "labelled_elbo", "unlabelled_elbo", "cross_entropy"}
    # Images of a class are taken for that class, and rebuilt with it.
    for c in range(3):
        assert (model.predict(model.sample(50, y=c, random_state=1)) == c).mean() > 0.9
    error = np.mean((model.reconstruct(x) - x) ** 2)
    assert error < np.mean((x.mean(axis=0) - x) ** 2) / 2
    assert model.elbo(x, labels).mean() > model.elbo(x, (labels + 1) % 3).mean() + 1


def test_a_subclass_may_draw_what_a_step_sees():
    class OnDraws(SemiSupervisedVAE):
        def _seen(self, X, rows, rng):
            return np.full_like(X[rows], 0.5)

    x, labels, y = patterns(60)
    same = SemiSupervisedVAE(**LEARN, epochs=2).fit(np.full_like(x, 0.5), y)
    drawn = OnDraws(**LEARN, epochs=2).fit(x, y)
    np.testing.assert_array_equal(drawn.predict_proba(x), same.predict_proba(x))


@pytest.mark.parametrize("n_labelled", [6, 22])
def test_it_learns_with_batch_norm_and_moved_images(n_labelled):
    x, labels, y = patterns(66, n_labelled)  # 66 = 13 * 5 + 1: a last batch of one
    how = LEARN | dict(batch_size=5, batch_norm=True, shift=1)
    model = SemiSupervisedVAE(**how, epochs=2).fit(x, y)
    assert np.isfinite(model.history_["elbo"]).all()
    assert model.predict_proba(x).shape == (66, 3)
    plain = SemiSupervisedVAE(**how | dict(shift=0), epochs=20).fit(x, y)
    assert plain.score(x, labels) > 0.9


def test_all_rows_may_have_labels_and_any_kind_of_label_serves():
    x, labels, y = patterns(120)
    names = np.array(["cat", "dog", "owl"])
    model = SemiSupervisedVAE(**LEARN, epochs=3).fit(x, names[labels])
    assert model.classes_.tolist() == names.tolist() and model.predict(x)[0] in names
    assert "unlabelled_elbo" not in model.history_
    some = np.where(y < 0, -1, names[labels].astype(object))
    mixed = SemiSupervisedVAE(**LEARN, epochs=3).fit(x, some)
    numbers = SemiSupervisedVAE(**LEARN, epochs=3).fit(x, y)
    np.testing.assert_array_equal(mixed.predict(x), names[numbers.predict(x)])
    far = SemiSupervisedVAE(**LEARN, epochs=3).fit(x, np.where(y < 0, -1, 7 * y + 3))
    np.testing.assert_array_equal(far.predict(x), 7 * numbers.predict(x) + 3)


def test_answers_depend_on_the_row_alone():
    x, _, y = patterns(300)
    model = SemiSupervisedVAE(**LEARN, epochs=1).fit(x, y)
    for method in (model.predict_proba, model.transform):
        together = method(x)
        np.testing.assert_array_equal(together[200:], method(x[200:]))
        assert together.dtype == np.float32
    q = model.predict_proba(x)
    np.testing.assert_allclose(q.sum(axis=1), 1, rtol=1e-5)
    mu = [
        network3(model.encoder_, x, c)[:, : model.latent_dim]
        for c in range(len(model.classes_))
    ]
    expected = np.einsum("nc,cnk->nk", q, mu)
    np.testing.assert_allclose(model.transform(x), expected, rtol=1e-4, atol=1e-6)


def network3(net, x, c):
    return net.forward(x.astype(float), np.full(len(x), c))[0]


def test_the_same_seed_gives_the_same_model():
    x, _, y = patterns(100)
    a, b = (SemiSupervisedVAE(**LEARN, epochs=2).fit(x, y) for _ in range(2))
    np.testing.assert_array_equal(a.predict_proba(x), b.predict_proba(x))
    np.testing.assert_array_equal(a.sample(5, random_state=1), b.sample(5, None, 1))


def test_samples_and_decoded_codes():
    x, _, y = patterns(100)
    model = SemiSupervisedVAE(**LEARN, epochs=2).fit(x, y)
    z = rng(1).standard_normal((4, 2)).astype(np.float32)
    each = [model.decode(z, c) for c in range(3)]
    np.testing.assert_allclose(model.decode(z), np.mean(each, axis=0), rtol=1e-5)
    np.testing.assert_array_equal(model.inverse_transform(z), model.decode(z))
    several = model.sample(4, y=[0, 2, 2, 1], random_state=3)
    own = [model.sample(4, y=c, random_state=3) for c in range(3)]
    np.testing.assert_allclose(several[1], own[2][1], rtol=1e-5)
    assert several.shape == (4, 16) and several.min() >= 0 and several.max() <= 1


def test_m1_and_m2_are_a_pipeline():
    x, labels, y = patterns()
    m1 = VAE(**LEARN | dict(latent_dim=4), epochs=40, learning_rate=5e-3)
    m2 = SemiSupervisedVAE(**LEARN, likelihood="gaussian", variance=0.1, epochs=40)
    both = make_pipeline(m1, m2.set_params(learning_rate=5e-3)).fit(x, y)
    assert both.score(x, labels) > 0.95
    assert both.transform(x).shape == (len(x), 2)


# --- bad input -----------------------------------------------------------------------

X, LABELS, Y = patterns(60)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(temperature=0), r"temperature must lie in \[0.001, 1000.0\], got 0"),
        (dict(temperature=-1.0), r"temperature must lie in \[0.001, 1000.0\], got -1"),
        (dict(alpha=-0.1), r"alpha must lie in \[0, 1000000.0\], got -0.1"),
        (dict(alpha=np.nan), r"alpha must lie in \[0, 1000000.0\], got nan"),
        (dict(inference="sum"), 'inference must be "exact", "gumbel" or "straight'),
        (dict(variance=0), r"variance must lie in \[1e-06, 1000000.0\], got 0"),
        (dict(latent_dim=0), "latent_dim must be an integer of at least 1, got 0"),
        (dict(batch_norm=1), "batch_norm must be True or False, got 1"),
        (dict(shift=-1), "shift must be an integer of at least 0, got -1"),
        (dict(hidden=8), r"hidden must be a tuple of widths, such as \(400,\), got 8"),
        (dict(likelihood="poisson"), 'likelihood must be "bernoulli" or "gaussian"'),
    ],
)
def test_a_bad_argument_gets_one_sentence(options, message):
    with pytest.raises(ValueError, match=message):
        SemiSupervisedVAE(**LEARN | options).fit(X, Y)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (None, "requires y to be passed, but the target y is None"),
        (np.full(60, -1), "needs labels, but all 60 are -1, which says that there is"),
        (np.where(Y < 0, -1, 5), "labels of two classes or more, got 1 class: "),
        (Y[:-1], r"y must hold one label for each of 60 rows, got \(59,\)"),
        (Y + 0.5, "Unknown label type: continuous"),
        (np.where(Y < 0, np.nan, Y), "y contains NaN"),
        (np.array(["-1", "a", "b"])[Y], "in which -1 .no label. has become '-1'"),
        ([0, "a", *[None] * 58], "labels of one kind .*'NoneType', 'int', 'str'"),
    ],
)
def test_bad_labels_get_one_sentence(y, message):
    if isinstance(y, list):
        y = np.array(y, dtype=object)
    with pytest.raises(ValueError, match=message):
        SemiSupervisedVAE(**LEARN).fit(X, y)


def test_a_class_without_a_label_is_told():
    y = np.where(Y >= 0, np.array([0, 1, 3])[Y], -1)
    with pytest.warns(UserWarning, match="from 0 to 3, but none is 2: a class") as told:
        SemiSupervisedVAE(**LEARN, epochs=1).fit(X, y)
    assert told[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for labels in ([3, 7, 20], [-5, -4, -3], [0, 1, 2]):
            y = np.where(Y >= 0, np.array(labels)[Y], -1)
            SemiSupervisedVAE(**LEARN, epochs=1).fit(X, y)


def test_more_latent_dimensions_than_columns_are_told():
    with pytest.warns(UserWarning, match="latent_dim=17 is more than the 16 columns"):
        SemiSupervisedVAE(**LEARN | dict(latent_dim=17), epochs=1).fit(X, Y)


def test_questions_with_labels_that_are_no_classes_are_refused():
    model = SemiSupervisedVAE(**LEARN, epochs=1).fit(X, Y)
    z = np.zeros((2, 2), np.float32)
    message = "the label 7, which is none of its classes: 0, 1, 2"
    for call in (
        lambda: model.elbo(X[:2], [1, 7]),
        lambda: model.decode(z, [1, 7]),
        lambda: model.sample(2, y=[1, 7]),
        lambda: model.sample(2, y=7),
    ):
        with pytest.raises(ValueError, match=message):
            call()
    with pytest.raises(ValueError, match="the label -1, which is none"):
        model.sample(2, y=-1)
    with pytest.raises(ValueError, match=r"expected 2 labels y, got shape \(3,\)"):
        model.sample(2, y=[0, 1, 2])
    with pytest.raises(ValueError, match="row 1 of X has no finite bound"):
        gaussian = SemiSupervisedVAE(**LEARN, likelihood="gaussian", epochs=1)
        gaussian.fit(X, Y).elbo(np.stack([X[0], X[1] * 1e15]))


def test_grey_levels_are_refused():
    with pytest.raises(ValueError, match="Divide grey levels by 255"):
        SemiSupervisedVAE(**LEARN).fit(X * 255, Y)


def test_scikit_learns_check_of_labels_as_it_is_for_minus_1():
    """Its own semi-supervised classifiers are spared the label -1, by their names."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = SemiSupervisedVAE(likelihood="gaussian", progress=False)
        check_classifiers_classes("LabelSpreading", model)
