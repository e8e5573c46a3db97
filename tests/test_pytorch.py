"""The same weights, data and noise in PyTorch: the same loss and gradients.

Runs where the bench extra is installed (`make bench`), and is skipped elsewhere.
"""

import numpy as np
import pytest

from minivae import nn
from minivae.autoencoders import VAE, Autoencoder, SemiSupervisedVAE
from minivae.autoencoders.semi_supervised import INFERENCE

torch = pytest.importorskip("torch", reason="PyTorch is not installed: make bench")
F = torch.nn.functional


def tensors(model):
    """Return the model's parameters as float64 leaves, by name."""
    slots = nn.named_parameters(*model._nets())
    return {
        name: torch.tensor(layer.params[key], requires_grad=True)
        for name, layer, key in slots
    }


def perceptron(p, net, x):
    """Run a network, the first one is 0: Linear, ReLU, ..., Linear."""
    weights = [n for n in p if n.startswith(f"{net}.") and n.endswith(".W")]
    for name in weights:
        x = x @ p[name] + p[name.removesuffix("W") + "b"]
        x = x if name == weights[-1] else torch.relu(x)
    return x


def likelihood_loss(model, output, x):
    if model.likelihood == "bernoulli":
        total = F.binary_cross_entropy_with_logits(output, x, reduction="sum")
        return total / len(x)
    normal = torch.distributions.Normal(output, getattr(model, "variance", 1.0) ** 0.5)
    return -normal.log_prob(x).sum() / len(x)


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
@pytest.mark.parametrize("kind", [Autoencoder, VAE])
def test_loss_and_gradients_equal_pytorch(kind, likelihood):
    extra = {"variance": 0.3, "beta": 0.7} if kind is VAE else {}
    model = kind(hidden=(9, 6), latent_dim=3, likelihood=likelihood, **extra)
    rng = np.random.default_rng(0)
    model._build(11, rng)
    nn.pack(model.encoder_, model.decoder_, dtype=np.float64)
    x, eps = rng.random((5, 11)), rng.standard_normal((5, 3))
    p, xt = tensors(model), torch.tensor(x)

    h = perceptron(p, 0, xt)
    if kind is VAE:
        mu, logvar = h.chunk(2, dim=1)
        q = torch.distributions.Normal(mu, torch.exp(0.5 * logvar))
        prior = torch.distributions.Normal(0.0, 1.0)
        kl = torch.distributions.kl_divergence(q, prior).sum() / len(x)
        z = mu + torch.exp(0.5 * logvar) * torch.tensor(eps)
        expected = likelihood_loss(model, perceptron(p, 1, z), xt) + model.beta * kl
        loss, _ = model.loss_and_grads(x, eps)
    else:
        expected = likelihood_loss(model, perceptron(p, 1, h), xt)
        loss, _ = model.loss_and_grads(x)
    expected.backward()

    assert loss == pytest.approx(expected.item(), rel=1e-12)
    for name, layer, key in nn.named_parameters(model.encoder_, model.decoder_):
        theirs = p[name].grad.numpy()
        assert nn.relative_error(layer.grads[key], theirs) < 1e-12, name


def one_hot(classes, n_classes):
    return F.one_hot(classes, n_classes).double()


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
@pytest.mark.parametrize("inference", INFERENCE)
def test_semi_supervised_loss_and_gradients_equal_pytorch(inference, likelihood):
    n, m, C, share = 4, 5, 3, 0.3
    how = dict(inference=inference, temperature=0.6, alpha=0.7, variance=0.3)
    model = SemiSupervisedVAE((9, 6), 2, likelihood=likelihood, **how)
    rng = np.random.default_rng(0)
    model.classes_ = np.arange(C)
    model._build(11, rng)
    nn.pack(*model._nets(), dtype=np.float64)
    x, y = rng.random((n + m, 11)), rng.integers(C, size=n)
    eps, gumbel = rng.standard_normal((n + m, 2)), rng.gumbel(size=(m, C))
    p, xt, eps_t = tensors(model), torch.tensor(x), torch.tensor(eps)

    def cost(here, given):
        """L(x, y) of the rows ``here``, y given as weights of the classes."""
        h = perceptron(p, 1, torch.cat([xt[here], given], dim=1))
        mu, logvar = h.chunk(2, dim=1)
        z = mu + torch.exp(0.5 * logvar) * eps_t[here]
        output = perceptron(p, 2, torch.cat([z, given], dim=1))
        if likelihood == "bernoulli":
            nll = F.binary_cross_entropy_with_logits(
                output, xt[here], reduction="none"
            ).sum(dim=1)
        else:
            normal = torch.distributions.Normal(output, 0.3**0.5)
            nll = -normal.log_prob(xt[here]).sum(dim=1)
        kl = 0.5 * (mu**2 + torch.exp(logvar) - 1 - logvar).sum(dim=1)
        return nll + kl + np.log(C)

    log_q = torch.log_softmax(perceptron(p, 0, xt), dim=1)
    y_t, others = torch.tensor(y), slice(n, n + m)
    labelled = cost(slice(0, n), one_hot(y_t, C))
    q = torch.exp(log_q[n:])
    if inference == "exact":
        each = [cost(others, one_hot(torch.full((m,), c), C)) for c in range(C)]
        expected = (q * torch.stack(each, dim=1)).sum(dim=1)
    else:
        given = torch.softmax((log_q[n:] + torch.tensor(gumbel)) / 0.6, dim=1)
        if inference == "straight-through":
            given = given + (one_hot(given.argmax(dim=1), C) - given).detach()
        expected = cost(others, given)
    unlabelled = expected + (q * log_q[n:]).sum(dim=1)
    loss = share * labelled.mean() + (1 - share) * unlabelled.mean()
    loss = loss + 0.7 * F.nll_loss(log_q[:n], y_t)
    loss.backward()

    noise = eps, None if inference == "exact" else gumbel
    ours, _ = model.loss_and_grads(x[:n], y, x[n:], *noise, share)
    assert ours == pytest.approx(loss.item(), rel=1e-12)
    for name, layer, key in nn.named_parameters(*model._nets()):
        theirs = p[name].grad.numpy()
        assert nn.relative_error(layer.grads[key], theirs) < 1e-11, name


LAYERS = {
    "ReLU": (nn.ReLU, torch.relu),
    "LeakyReLU": (nn.LeakyReLU, lambda t: F.leaky_relu(t, 0.2)),
    "Tanh": (nn.Tanh, torch.tanh),
    "Sigmoid": (nn.Sigmoid, torch.sigmoid),
    "Softplus": (nn.Softplus, F.softplus),
    "BatchNorm": (
        lambda: nn.BatchNorm(4),
        lambda t: F.batch_norm(t, None, None, training=True, eps=1e-5),
    ),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers_equal_pytorch(name):
    make, theirs = LAYERS[name]
    rng = np.random.default_rng(1)
    x, dy = rng.standard_normal((6, 4)), rng.standard_normal((6, 4))
    y, cache = make().forward(x, True, rng)
    dx = make().backward(dy, cache)
    t = torch.tensor(x, requires_grad=True)
    out = theirs(t)
    out.backward(torch.tensor(dy))
    np.testing.assert_allclose(y, out.detach().numpy(), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(dx, t.grad.numpy(), rtol=1e-8, atol=1e-11)


def test_cross_entropy_equals_pytorch():
    rng = np.random.default_rng(2)
    logits, labels = rng.standard_normal((6, 4)), rng.integers(4, size=6)
    t = torch.tensor(logits, requires_grad=True)
    expected = F.cross_entropy(t, torch.tensor(labels))
    expected.backward()
    loss, dlogits = nn.cross_entropy(logits, labels)
    assert loss == pytest.approx(expected.item(), rel=1e-12)
    np.testing.assert_allclose(dlogits, t.grad.numpy(), rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_fifty_adam_steps_equal_pytorch(dtype):
    rng = np.random.default_rng(3)
    layer = nn.Linear(5, 3, rng)
    adam = nn.Adam(layer, learning_rate=0.01, dtype=dtype)
    t = torch.tensor(adam.theta.copy(), requires_grad=True)
    theirs = torch.optim.Adam([t], lr=0.01)
    for _ in range(50):
        g = rng.standard_normal(adam.theta.size).astype(dtype)
        adam.grad[:] = g
        t.grad = torch.tensor(g)
        adam.step()
        theirs.step()
    tolerance = 1e-5 if dtype == np.float32 else 1e-10
    np.testing.assert_allclose(
        adam.theta, t.detach().numpy(), rtol=tolerance, atol=1e-6
    )


def nchw(a):
    """Return images as PyTorch has them: (N, H, W, C) -> (N, C, H, W)."""
    return torch.tensor(np.ascontiguousarray(np.moveaxis(a, 3, 1)), requires_grad=True)


def nhwc(t):
    return np.moveaxis(t.detach().numpy(), 1, 3)


def drawn(seed):
    """Return a random window and a random image that it fits into."""
    rng = np.random.default_rng(seed)
    kernel, stride = rng.integers(1, 5, 2), rng.integers(1, 4, 2)
    padding = rng.integers(0, kernel // 2 + 1)  # PyTorch pools with no more than that
    size = kernel + rng.integers(0, 7, 2)
    kernel, stride, padding, size = (
        tuple(a.tolist()) for a in (kernel, stride, padding, size)
    )
    return rng, kernel, stride, padding, (int(rng.integers(1, 4)), *size)


def same_as_pytorch(layer, theirs, x, rng, tolerance):
    """Compare y, dx, and dW and db where there are any."""
    y, cache = layer.forward(x)
    dy = rng.standard_normal(y.shape).astype(x.dtype)
    dx, t = layer.backward(dy, cache), nchw(x)
    leaves = {"x": t}
    if layer.params:
        W = np.ascontiguousarray(layer.params["W"].transpose(3, 2, 0, 1))
        leaves["W"] = torch.tensor(W, requires_grad=True)
        leaves["b"] = torch.tensor(layer.params["b"], requires_grad=True)
    out = theirs(*leaves.values())
    out.backward(nchw(dy).detach())
    pairs = [(y, nhwc(out)), (dx, nhwc(t.grad))]
    if layer.params:
        dW = leaves["W"].grad.numpy().transpose(2, 3, 1, 0)
        pairs += [(layer.grads["W"], dW), (layer.grads["b"], leaves["b"].grad.numpy())]
    for ours, other in pairs:
        assert ours.shape == other.shape and ours.dtype == other.dtype == x.dtype
        scale = max(1.0, abs(other).max())
        np.testing.assert_allclose(ours, other, rtol=0, atol=tolerance * scale)


in_both = pytest.mark.parametrize(
    ("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-12)]
)


@in_both
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["Conv2d", "ConvTranspose2d", "MaxPool2d"])
def test_layers_of_images_equal_pytorch(kind, seed, dtype, tolerance):
    rng, kernel, stride, padding, (N, *size) = drawn(seed)
    n_in, n_out = (int(n) for n in rng.integers(1, 5, 2))
    x = rng.standard_normal((N, *size, n_in)).astype(dtype)
    window = dict(stride=stride, padding=padding)
    if kind == "Conv2d":
        layer = nn.Conv2d(n_in, n_out, kernel, rng, **window)

        def theirs(t, W, b):
            return F.conv2d(t, W, b, **window)

    elif kind == "ConvTranspose2d":
        more = tuple(int(rng.integers(s)) for s in stride)
        layer = nn.ConvTranspose2d(
            n_in, n_out, kernel, rng, **window, output_padding=more
        )

        def theirs(t, W, b):
            return F.conv_transpose2d(t, W, b, **window, output_padding=more)

    else:
        layer = nn.MaxPool2d(kernel, stride)

        def theirs(t):
            return F.max_pool2d(t, kernel, stride)

    if layer.params:
        nn.pack(layer, dtype=dtype)
        layer.params["b"][...] = rng.standard_normal(n_out)
    same_as_pytorch(layer, theirs, x, rng, tolerance)
